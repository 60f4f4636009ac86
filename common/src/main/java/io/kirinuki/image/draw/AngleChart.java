package io.kirinuki.image.draw;

import io.kirinuki.image.Blob;
import io.kirinuki.image.Colour;
import io.kirinuki.image.OpenCv;
import io.kirinuki.image.PixelSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How far angles are off, as a picture for people. On the left a dot for each image, in the direction of its true angle,
 * upright being up and counter-clockwise to the left: on the rim where it is right, the nearer to the centre the farther
 * it is off. On the right a box for each eighth of the circle, from quartile to quartile with the median; its whiskers reach
 * to the last within one and a half boxes more, and what lies beyond are dots: J. W. Tukey, Exploratory Data Analysis,
 * 1977. Both go by the root of the error, so that degrees and half turns are seen.
 */
public final class AngleChart {
    private static final Colour PAPER = new Colour(255, 255, 255);
    private static final Colour INK = new Colour(40, 40, 40);
    private static final Colour FAINT = new Colour(222, 222, 222);
    private static final Colour DOT = new Colour(16, 78, 139);
    private static final Colour FAR = new Colour(205, 92, 8);
    private static final Colour BOX = new Colour(176, 203, 230);

    private static final int MARGIN = 24;
    private static final int SIDE = 420;
    private static final int TOP = 2 * MARGIN + Drawing.LINE;
    private static final int LEFT_OF_BOXES = SIDE + 4 * MARGIN + 20;
    private static final int COLUMN = 58;
    private static final int SECTORS = 8;
    private static final int[] TICKS = {1, 5, 15, 45, 90, 180};
    private static final double MOST = 180;
    private static final double NEAR = 5;

    /**
     * One image.
     *
     * @param truth degrees
     * @param error the shorter way around, 0..180 degrees
     */
    public record Dot(double truth, double error) {}

    private AngleChart() {}

    /** A PNG. */
    public static Blob png(String title, List<Dot> dots) {
        return OpenCv.scoped(() -> {
            int width = LEFT_OF_BOXES + SECTORS * COLUMN + MARGIN;
            Drawing drawing = new Drawing(new PixelSize(width, TOP + SIDE + 3 * MARGIN), PAPER);
            drawing.write(title, MARGIN, MARGIN + Drawing.LINE / 2, INK);
            circle(drawing, dots);
            boxes(drawing, dots);
            return drawing.png();
        });
    }

    private static double share(double error) {
        return Math.sqrt(Math.min(error, MOST) / MOST);
    }

    private static void circle(Drawing drawing, List<Dot> dots) {
        int x = MARGIN + SIDE / 2;
        int y = TOP + SIDE / 2;
        int radius = SIDE / 2 - MARGIN;
        drawing.ring(x, y, radius, INK);
        for (int tick : TICKS) {
            int inner = (int) Math.round(radius * (1 - share(tick)));
            if (inner > 0) drawing.ring(x, y, inner, FAINT);
        }
        for (Dot dot : dots) {
            double direction = Math.toRadians(dot.truth());
            double from = radius * (1 - share(dot.error()));
            int dotX = (int) Math.round(x - from * Math.sin(direction));
            int dotY = (int) Math.round(y - from * Math.cos(direction));
            drawing.dot(dotX, dotY, 2, dot.error() <= NEAR ? DOT : FAR);
        }
        drawing.write("0", x - 4, y - radius - 6, INK);
        drawing.write("90", x - radius - 22, y + 5, INK);
        drawing.write("-90", x + radius + 4, y + 5, INK);
        drawing.write("180", x - 12, y + radius + 18, INK);
        drawing.write("true angle; on the rim: right", MARGIN, TOP + SIDE + 2 * MARGIN, INK);
    }

    private static void boxes(Drawing drawing, List<Dot> dots) {
        int right = LEFT_OF_BOXES + SECTORS * COLUMN;
        for (int tick : TICKS) {
            int y = height(tick);
            drawing.line(LEFT_OF_BOXES, y, right, y, FAINT);
            String text = Integer.toString(tick);
            drawing.write(text, LEFT_OF_BOXES - 8 - Drawing.width(text), y + 5, INK);
        }
        drawing.line(LEFT_OF_BOXES, height(0), right, height(0), INK);
        for (int sector = 0; sector < SECTORS; sector++) {
            int x = LEFT_OF_BOXES + sector * COLUMN + COLUMN / 2;
            double[] errors = errors(dots, sector);
            if (errors.length > 0) box(drawing, x, errors);
            String from = Integer.toString(start(sector));
            drawing.write(from, x - Drawing.width(from) / 2, height(0) + 18, INK);
        }
        drawing.write("error in degrees, by true angle from ...", LEFT_OF_BOXES, TOP + SIDE + 2 * MARGIN, INK);
    }

    private static int start(int sector) {
        return -180 + sector * 360 / SECTORS;
    }

    private static int height(double error) {
        return TOP + SIDE - MARGIN - (int) Math.round((SIDE - 2 * MARGIN) * share(error));
    }

    private static double[] errors(List<Dot> dots, int sector) {
        List<Double> errors = new ArrayList<>();
        for (Dot dot : dots) {
            double turn = dot.truth() + 180 - 360 * Math.floor((dot.truth() + 180) / 360);
            if ((int) (turn * SECTORS / 360) == sector) errors.add(dot.error());
        }
        return errors.stream().mapToDouble(error -> error).sorted().toArray();
    }

    private static void box(Drawing drawing, int x, double[] errors) {
        double lower = quantile(errors, 0.25);
        double upper = quantile(errors, 0.75);
        double reach = 1.5 * (upper - lower);
        double least = Arrays.stream(errors)
                .filter(error -> error >= lower - reach)
                .min()
                .orElse(lower);
        double most = Arrays.stream(errors)
                .filter(error -> error <= upper + reach)
                .max()
                .orElse(upper);
        int half = COLUMN / 4;
        drawing.line(x, height(least), x, height(most), INK);
        drawing.fill(x - half, height(upper), 2 * half, Math.max(1, height(lower) - height(upper)), BOX);
        double median = quantile(errors, 0.5);
        drawing.fill(x - half, height(median) - 1, 2 * half, 2, INK);
        for (double error : errors) {
            if (error < lower - reach || error > upper + reach) drawing.dot(x, height(error), 2, FAR);
        }
    }

    /** Between the two nearest in proportion. */
    private static double quantile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
