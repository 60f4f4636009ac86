package io.kirinuki.image.draw;

import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_COUNTERCLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.rotate;

import io.kirinuki.image.Blob;
import io.kirinuki.image.Colour;
import io.kirinuki.image.OpenCv;
import io.kirinuki.image.PixelSize;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/** A square table of counts as a picture for people: the larger a count's share of its row, the darker its cell. */
public final class HeatMap {
    private static final Colour PAPER = new Colour(255, 255, 255);
    private static final Colour INK = new Colour(40, 40, 40);
    private static final Colour FULL = new Colour(16, 78, 139);
    private static final int MARGIN = 12;

    private HeatMap() {}

    /** A PNG; row and column {@code i} are both {@code names.get(i)}. */
    public static Blob png(String title, String rowsAre, String columnsAre, List<String> names, long[][] counts) {
        return OpenCv.scoped(
                () -> drawn(title, rowsAre, columnsAre, names, counts).png());
    }

    private static Drawing drawn(String title, String rowsAre, String columnsAre, List<String> names, long[][] counts) {
        int longest = names.stream().mapToInt(Drawing::width).max().orElse(0);
        int cell = cell(counts);
        int left = Math.max(longest, Drawing.width(rowsAre)) + 2 * MARGIN;
        int top = longest + 3 * Drawing.LINE + 2 * MARGIN;
        int side = cell * names.size();
        int width =
                left + Math.max(side, Math.max(Drawing.width(columnsAre), Drawing.width(title) - left)) + 2 * MARGIN;
        Drawing drawing = new Drawing(new PixelSize(width, top + side + MARGIN), PAPER);
        drawing.write(title, MARGIN, Drawing.LINE, INK);
        drawing.write(columnsAre, left, 2 * Drawing.LINE + MARGIN, INK);
        drawing.write(rowsAre, MARGIN, top - MARGIN, INK);
        for (int i = 0; i < names.size(); i++) {
            int middle = (cell + 10) / 2;
            drawing.write(names.get(i), left - MARGIN - Drawing.width(names.get(i)), top + i * cell + middle, INK);
            Mat upright = upright(names.get(i));
            drawing.paste(upright, left + i * cell + (cell - upright.cols()) / 2, top - MARGIN / 2 - upright.rows());
            row(drawing, counts[i], left, top + i * cell, cell);
        }
        return drawing;
    }

    private static int cell(long[][] counts) {
        int widest = 0;
        for (long[] row : counts) for (long count : row) widest = Math.max(widest, Drawing.width(Long.toString(count)));
        return Math.max(Drawing.LINE + 8, widest + 10);
    }

    private static void row(Drawing drawing, long[] counts, int left, int top, int cell) {
        long sum = 0;
        for (long count : counts) sum += count;
        for (int i = 0; i < counts.length; i++) {
            double share = sum == 0 ? 0 : (double) counts[i] / sum;
            drawing.fill(left + i * cell, top, cell - 1, cell - 1, between(share));
            if (counts[i] == 0) continue;
            String text = Long.toString(counts[i]);
            int x = left + i * cell + (cell - Drawing.width(text)) / 2;
            drawing.write(text, x, top + (cell + 10) / 2, share > 0.5 ? PAPER : INK);
        }
    }

    /** From a faint grey, that shows the cell, to the full colour. */
    private static Colour between(double share) {
        return new Colour(mixed(share, FULL.red()), mixed(share, FULL.green()), mixed(share, FULL.blue()));
    }

    private static int mixed(double share, int full) {
        return (int) Math.round(240 + share * (full - 240));
    }

    private static Mat upright(String text) {
        Drawing level = new Drawing(new PixelSize(Math.max(1, Drawing.width(text)), Drawing.LINE - 4), PAPER);
        level.write(text, 0, Drawing.LINE - 9, INK);
        Mat upright = new Mat();
        rotate(level.bgr(), upright, ROTATE_90_COUNTERCLOCKWISE);
        return upright;
    }
}
