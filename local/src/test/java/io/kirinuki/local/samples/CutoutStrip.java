package io.kirinuki.local.samples;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;

/**
 * Makes the README's picture: photos in a row, their cut-outs on a checkerboard below. Run as
 *
 * <pre>{@code
 * java -cp local/target/test-classes io.kirinuki.local.samples.CutoutStrip docs/cutouts.png \
 *     PHOTO.jpg CUTOUT.png [PHOTO.jpg CUTOUT.png ...]
 * }</pre>
 *
 * Photos must be stored upright; cut-outs have an alpha channel and the photo's shape.
 */
final class CutoutStrip {
    private static final int WIDTH = 1200;
    private static final int GAP = 8;
    private static final int SQUARE = 12;

    private record Pair(BufferedImage photo, BufferedImage cutout) {
        double aspect() {
            return photo.getWidth() / (double) photo.getHeight();
        }
    }

    private CutoutStrip() {}

    public static void main(String[] args) throws IOException {
        var pairs = new ArrayList<Pair>();
        for (int i = 1; i < args.length; i += 2)
            pairs.add(new Pair(ImageIO.read(new File(args[i])), ImageIO.read(new File(args[i + 1]))));
        save(drawn(pairs), new File(args[0]));
    }

    private static void save(BufferedImage strip, File to) throws IOException {
        var writer = ImageIO.getImageWritersByFormatName("png").next();
        Files.deleteIfExists(to.toPath());
        try (var out = ImageIO.createImageOutputStream(to)) {
            var settings = writer.getDefaultWriteParam();
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(0); // for PNG: the slowest and smallest, still lossless
            writer.setOutput(out);
            writer.write(null, new IIOImage(strip, null, null), settings);
        } finally {
            writer.dispose();
        }
    }

    private static BufferedImage drawn(List<Pair> pairs) {
        double aspects = pairs.stream().mapToDouble(Pair::aspect).sum();
        int height = (int) Math.floor((WIDTH - GAP * (pairs.size() - 1)) / aspects);
        var strip = new BufferedImage(WIDTH, 2 * height + GAP, BufferedImage.TYPE_INT_RGB);
        var pen = strip.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, strip.getWidth(), strip.getHeight());
        int x = 0;
        for (var pair : pairs) {
            int width = (int) Math.round(height * pair.aspect());
            pen.drawImage(shrunk(pair.photo(), width, height), x, 0, null);
            checkerboard(pen, x, height + GAP, width, height);
            pen.drawImage(shrunk(pair.cutout(), width, height), x, height + GAP, null);
            x += width + GAP;
        }
        pen.dispose();
        coarsen(strip);
        return strip;
    }

    /** Six bits a channel: the eye keeps all it saw, and the PNG, freed of film grain, halves. */
    private static void coarsen(BufferedImage image) {
        for (int y = 0; y < image.getHeight(); y++)
            for (int x = 0; x < image.getWidth(); x++) {
                int top = image.getRGB(x, y) & 0xfcfcfc;
                image.setRGB(x, y, top | ((top >> 6) & 0x030303));
            }
    }

    private static Image shrunk(BufferedImage image, int width, int height) {
        return image.getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING);
    }

    private static void checkerboard(Graphics2D pen, int left, int top, int width, int height) {
        for (int y = 0; y < height; y += SQUARE)
            for (int x = 0; x < width; x += SQUARE) {
                pen.setColor((x + y) / SQUARE % 2 == 0 ? new Color(0xf4f4f4) : new Color(0xdcdcdc));
                pen.fillRect(left + x, top + y, Math.min(SQUARE, width - x), Math.min(SQUARE, height - y));
            }
    }
}
