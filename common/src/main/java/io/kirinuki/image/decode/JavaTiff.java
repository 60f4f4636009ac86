package io.kirinuki.image.decode;

import static org.bytedeco.opencv.global.opencv_core.CV_16UC;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import io.kirinuki.image.probe.file.Excerpt;
import io.kirinuki.image.probe.file.HeaderBytes;
import io.kirinuki.outcome.Outcome.FailedException;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The samples of a TIFF as Java's own reader finds them, for those kinds that OpenCV does not take. It unpacks what it can
 * and says nothing of the rest, so that the pieces must have been gone over before.
 *
 * <p>Holds the samples on the heap, as many bytes as they have.
 */
final class JavaTiff {
    private final BufferedImage picture;

    private JavaTiff(BufferedImage picture) {
        this.picture = picture;
    }

    static JavaTiff read(Excerpt excerpt) throws FailedException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("tiff").next(); // part of java.desktop
        try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(excerpt.bytes()))) {
            reader.setInput(stream, true, true);
            return new JavaTiff(reader.read(0));
        } catch (IOException | RuntimeException e) { // of damaged files it throws this and that
            throw HeaderBytes.undecodable("its TIFF data cannot be read: " + e.getMessage());
        } finally {
            reader.dispose();
        }
    }

    /** Blue, green and red of what has a palette, as packed grey does for Java; else the samples, red and blue changed over. */
    Mat stored() {
        return picture.getColorModel() instanceof IndexColorModel ? looked() : samples();
    }

    private Mat looked() {
        Mat colours = new Mat(picture.getHeight(), picture.getWidth(), CV_8UC3);
        int[] row = new int[picture.getWidth()];
        byte[] bgr = new byte[3 * row.length];
        for (int y = 0; y < picture.getHeight(); y++) {
            picture.getRGB(0, y, row.length, 1, row, 0, row.length);
            for (int x = 0; x < row.length; x++) {
                for (int c = 0; c < 3; c++) bgr[3 * x + c] = (byte) (row[x] >> (8 * c));
            }
            colours.ptr(y).put(bgr);
        }
        return colours;
    }

    private Mat samples() {
        Raster raster = picture.getRaster();
        boolean deep = raster.getTransferType() == DataBuffer.TYPE_USHORT;
        int bands = raster.getNumBands();
        int kept = bands == 2 ? 1 : bands; // beside grey the second is dropped
        Mat samples = new Mat(picture.getHeight(), picture.getWidth(), deep ? CV_16UC(kept) : CV_8UC(kept));
        int[] row = new int[picture.getWidth() * bands];
        ByteBuffer bytes =
                ByteBuffer.allocate(picture.getWidth() * kept * (deep ? 2 : 1)).order(ByteOrder.nativeOrder());
        for (int y = 0; y < picture.getHeight(); y++) {
            raster.getPixels(0, y, picture.getWidth(), 1, row);
            bytes.clear();
            for (int at = 0; at < row.length; at += bands) {
                for (int c = 0; c < kept; c++) {
                    int value = row[at + (kept >= 3 && c < 3 ? 2 - c : c)];
                    if (deep) bytes.putShort((short) value);
                    else bytes.put((byte) value);
                }
            }
            samples.ptr(y).put(bytes.array());
        }
        return samples;
    }
}
