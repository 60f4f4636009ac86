package io.kirinuki.local.samples;

import io.kirinuki.image.Canvas;
import io.kirinuki.image.Colour;
import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.compose.Composition;
import io.kirinuki.image.compose.Foreground;
import io.kirinuki.image.compose.Ground;
import io.kirinuki.image.decode.PhotoFile;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.outcome.Outcome.FailedException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * Draws edges on white, black and a checkerboard, twice their size: above with the photo's colours, below with the
 * subject's own. Run as
 *
 * <pre>{@code
 * java -cp 'local/target/test-classes:local/target/lib/*' io.kirinuki.local.samples.EdgeStrip docs/decontamination.png \
 *     PHOTO.jpg MASK.png LEFT,TOP [PHOTO.jpg MASK.png LEFT,TOP ...]
 * }</pre>
 *
 * with masks of the {@code mask} pipeline, and where in the photo to look.
 */
final class EdgeStrip {
    private static final int SIDE = 100;
    private static final int ZOOM = 2;
    private static final int GAP = 8;
    private static final int SQUARE = 20;

    private EdgeStrip() {}

    public static void main(String[] args) throws IOException, FailedException {
        int cell = SIDE * ZOOM;
        int subjects = (args.length - 1) / 3;
        var strip = new BufferedImage(subjects * (3 * cell + GAP) - GAP, 2 * cell + GAP, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = strip.createGraphics();
        pen.setColor(Color.GRAY);
        pen.fillRect(0, 0, strip.getWidth(), strip.getHeight());
        for (int i = 0; i < subjects; i++) {
            byte[] file = Files.readAllBytes(Path.of(args[3 * i + 1]));
            String[] corner = args[3 * i + 3].split(",", 2);
            Canvas canvas =
                    new Canvas(Integer.parseInt(corner[0]), Integer.parseInt(corner[1]), new PixelSize(SIDE, SIDE));
            try (Photo photo = PhotoFile.read(file, HeaderProbe.probe(file).orThrow())
                            .orThrow();
                    Mask mask = mask(Path.of(args[3 * i + 2]))) {
                Composition before = Composition.of(photo, mask).on(canvas);
                Composition after = before.with(Foreground.of(photo, mask));
                draw(before, pen, i * (3 * cell + GAP), 0);
                draw(after, pen, i * (3 * cell + GAP), cell + GAP);
            }
        }
        pen.dispose();
        ImageIO.write(strip, "png", new File(args[0]));
    }

    private static void draw(Composition composition, Graphics2D pen, int left, int top) throws IOException {
        int cell = SIDE * ZOOM;
        Ground white = new Ground.Plain(new Colour(255, 255, 255));
        Ground black = new Ground.Plain(new Colour(0, 0, 0));
        pen.drawImage(image(composition.on(white).picture()), left, top, cell, cell, null);
        pen.drawImage(image(composition.on(black).picture()), left + cell, top, cell, cell, null);
        for (int y = 0; y < cell; y += SQUARE)
            for (int x = 0; x < cell; x += SQUARE) {
                pen.setColor((x + y) / SQUARE % 2 == 0 ? new Color(0xf4f4f4) : new Color(0xdcdcdc));
                pen.fillRect(left + 2 * cell + x, top + y, SQUARE, SQUARE);
            }
        pen.drawImage(image(composition.picture()), left + 2 * cell, top, cell, cell, null);
    }

    private static BufferedImage image(Picture picture) throws IOException {
        return ImageIO.read(FastPng.encode(picture).open());
    }

    private static Mask mask(Path file) throws IOException {
        BufferedImage grey = ImageIO.read(file.toFile());
        byte[] alpha = new byte[grey.getWidth() * grey.getHeight()];
        for (int p = 0; p < alpha.length; p++) {
            alpha[p] = (byte) grey.getRaster().getSample(p % grey.getWidth(), p / grey.getWidth(), 0);
        }
        return Mask.of(alpha, new PixelSize(grey.getWidth(), grey.getHeight()));
    }
}
