package io.kirinuki.encode;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import io.kirinuki.image.Blob;
import io.kirinuki.image.Picture.Layout;
import io.kirinuki.image.PixelSize;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;

/** A file as readers that are not ours read it: channels side by side, red first. */
@SuppressWarnings("ArrayRecordComponent") // of tests; nobody compares them
record Decoded(PixelSize size, int channels, byte[] bytes) {
    static BufferedImage image(Blob file) {
        try {
            return ImageIO.read(file.open());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By ImageIO, palettes looked up, as a viewer would show it: grey, colours, alpha as in {@code layout}. */
    static Decoded shown(Blob file, Layout layout) {
        BufferedImage image = image(file);
        PixelSize size = new PixelSize(image.getWidth(), image.getHeight());
        int channels = layout.channels();
        byte[] bytes = new byte[Math.toIntExact(size.pixels()) * channels];
        int[] samples = new int[4];
        boolean plain = !(image.getColorModel() instanceof IndexColorModel)
                && image.getColorModel().getComponentSize(0) == 8
                && image.getRaster().getNumBands() == channels;
        for (int y = 0; y < size.height(); y++) {
            for (int x = 0; x < size.width(); x++) {
                int at = (y * size.width() + x) * channels;
                if (plain) {
                    image.getRaster().getPixel(x, y, samples);
                } else {
                    look(image, x, y, samples);
                }
                for (int c = 0; c < channels; c++) bytes[at + c] = (byte) samples[c];
            }
        }
        return new Decoded(size, channels, bytes);
    }

    /** Through the colour model; but for grey, which Java takes for linear and would lighten. */
    private static void look(BufferedImage image, int x, int y, int[] samples) {
        if (image.getColorModel().getNumColorComponents() == 1) {
            image.getRaster().getPixel(x, y, samples);
            int most = (1 << image.getColorModel().getComponentSize(0)) - 1;
            int alpha = image.getRaster().getNumBands() == 2 ? samples[1] : 255;
            int grey = samples[0] * 255 / most;
            samples[0] = grey;
            samples[1] = grey;
            samples[2] = grey;
            samples[3] = alpha;
            return;
        }
        Object pixel = image.getRaster().getDataElements(x, y, null);
        samples[0] = image.getColorModel().getRed(pixel);
        samples[1] = image.getColorModel().getGreen(pixel);
        samples[2] = image.getColorModel().getBlue(pixel);
        samples[3] = image.getColorModel().getAlpha(pixel);
    }

    /** By OpenCV, with as many channels as it finds. */
    static Decoded byOpenCv(Blob file) {
        byte[] encoded = file.bytes();
        try (PointerScope scope = new PointerScope()) {
            Mat picture = imdecode(new Mat(1, encoded.length, CV_8UC1, new BytePointer(encoded)), IMREAD_UNCHANGED);
            int channels = picture.channels();
            byte[] bytes = new byte[Math.toIntExact(picture.total()) * channels];
            picture.data().get(bytes);
            for (int i = 0; channels >= 3 && i < bytes.length; i += channels) {
                byte blue = bytes[i];
                bytes[i] = bytes[i + 2];
                bytes[i + 2] = blue;
            }
            return new Decoded(new PixelSize(picture.cols(), picture.rows()), channels, bytes);
        }
    }
}
