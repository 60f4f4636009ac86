package io.kirinuki.image.draw;

import static org.bytedeco.opencv.global.opencv_core.bitwise_and;
import static org.bytedeco.opencv.global.opencv_core.merge;

import io.kirinuki.image.Blob;
import io.kirinuki.image.Colour;
import io.kirinuki.image.Mask;
import io.kirinuki.image.OpenCv;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.resample.Resampler;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;

/**
 * Masks beside the truth as a picture for people: white where both say subject, red where only the prediction does,
 * blue where only the truth does. Holds small pictures only, so that any number of masks may be added one by one.
 */
public final class DifferenceSheet implements AutoCloseable {
    private static final int COLUMNS = 4;
    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;
    private static final int GAP = 8;
    private static final Colour PAPER = new Colour(70, 70, 70);
    private static final Colour INK = new Colour(255, 255, 255);

    /** What stands above a tile. */
    private record Title(String figure, String name) {}

    private final List<Title> titles = new ArrayList<>();
    private final List<Mat> tiles = new ArrayList<>();

    /** Masks of one size; {@code threshold} as of {@link Mask#thresholded}. */
    public void add(String figure, String name, Mask predicted, Mask truth, double threshold) {
        PixelSize size = predicted.size();
        double scale = Math.min((double) WIDTH / size.width(), (double) HEIGHT / size.height());
        PixelSize fitting = new PixelSize(
                Math.clamp(Math.round(size.width() * scale), 1, WIDTH),
                Math.clamp(Math.round(size.height() * scale), 1, HEIGHT));
        try (Mask red = predicted.thresholded(threshold);
                Mask blue = truth.thresholded(threshold)) {
            tiles.add(OpenCv.kept(() -> {
                Mat both = new Mat();
                bitwise_and(red.mat(), blue.mat(), both);
                Mat bgr = new Mat();
                merge(new MatVector(blue.mat(), both, red.mat()), bgr);
                return Resampler.squash(bgr, fitting.width(), fitting.height());
            }));
        }
        titles.add(new Title(figure, name));
    }

    public Blob png() {
        return OpenCv.scoped(() -> {
            int rows = Math.max(1, (tiles.size() + COLUMNS - 1) / COLUMNS);
            int step = HEIGHT + Drawing.LINE + GAP;
            Drawing sheet = new Drawing(new PixelSize(COLUMNS * (WIDTH + GAP) + GAP, rows * step + GAP), PAPER);
            for (int i = 0; i < tiles.size(); i++) {
                int x = GAP + i % COLUMNS * (WIDTH + GAP);
                int y = GAP + i / COLUMNS * step;
                int used = Drawing.width(titles.get(i).figure()) + GAP;
                sheet.write(titles.get(i).figure(), x, y + Drawing.LINE - 6, INK);
                sheet.write(fitted(titles.get(i).name(), WIDTH - used), x + used, y + Drawing.LINE - 6, INK);
                sheet.paste(tiles.get(i), x, y + Drawing.LINE);
            }
            return sheet.png();
        });
    }

    /** Without what would run into the next tile: of a path the end tells more. */
    private static String fitted(String name, int width) {
        String shown = name;
        while (Drawing.width(shown) > width) shown = "..." + shown.substring(shown.startsWith("...") ? 4 : 1);
        return shown;
    }

    @Override
    public void close() {
        tiles.forEach(Mat::close);
    }
}
