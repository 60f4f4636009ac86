package io.kirinuki.specimen;

import io.kirinuki.image.PixelSize;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** The one picture that specimens show, slopes with a little grain, and the two writers that most of them come from. */
final class Drawn {
    private Drawn() {}

    /** The sample of 8 bits at that place. */
    static int sample(int x, int y, int channel) {
        int grain = ((x * 7919 + y * 104_729 + channel * 31) * 0x9e3779b1) >>> 28;
        return (x * (channel + 1) / 3 + y / 2 + 60 * channel + grain) & 0xff;
    }

    /** Row by row, pixel by pixel, channel by channel; of 16 bits in the order of this machine. */
    static byte[] samples(PixelSize size, int channels, int bytes) {
        byte[] all = new byte[Math.toIntExact(size.pixels() * channels * bytes)];
        int at = 0;
        for (int y = 0; y < size.height(); y++) {
            for (int x = 0; x < size.width(); x++) {
                for (int channel = 0; channel < channels; channel++) {
                    for (int i = 0; i < bytes; i++) all[at++] = (byte) sample(x, y, channel);
                }
            }
        }
        return all;
    }

    /** By OpenCV; {@code options} are its IMWRITE pairs. */
    static byte[] byOpenCv(String extension, PixelSize size, int type, int... options) {
        try (PointerScope scope = new PointerScope()) {
            Mat picture = new Mat(size.height(), size.width(), type);
            int channels = picture.channels();
            picture.data().put(samples(size, channels, Math.toIntExact(picture.elemSize1())));
            BytePointer file = new BytePointer();
            if (!opencv_imgcodecs.imencode(extension, picture, file, new IntPointer(options))) {
                throw new IllegalStateException("OpenCV writes no " + extension);
            }
            byte[] bytes = new byte[Math.toIntExact(file.limit())];
            file.get(bytes);
            return bytes;
        }
    }

    /** By Java's own writers, of a picture of that BufferedImage type. */
    static byte[] byJava(String format, PixelSize size, int type, Consumer<ImageWriteParam> options) {
        BufferedImage picture = new BufferedImage(size.width(), size.height(), type);
        for (int y = 0; y < size.height(); y++) {
            for (int x = 0; x < size.width(); x++) {
                int alpha = sample(x, y, 3) > 40 ? 255 : 0;
                picture.setRGB(x, y, alpha << 24 | sample(x, y, 2) << 16 | sample(x, y, 1) << 8 | sample(x, y, 0));
            }
        }
        return written(format, new IIOImage(picture, null, null), options);
    }

    /** By Java's own writers, of samples without a meaning. */
    static byte[] ofSamples(String format, PixelSize size, int channels, Consumer<ImageWriteParam> options) {
        WritableRaster raster =
                Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, size.width(), size.height(), channels, null);
        raster.setDataElements(0, 0, size.width(), size.height(), samples(size, channels, 1));
        return written(format, new IIOImage(raster, null, null), options);
    }

    private static byte[] written(String format, IIOImage picture, Consumer<ImageWriteParam> options) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (var stream = ImageIO.createImageOutputStream(file)) {
            writer.setOutput(stream);
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            options.accept(parameters);
            writer.write(null, picture, parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }

    /** What a chunk, segment or file is put together of. */
    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) whole.writeBytes(part);
        return whole.toByteArray();
    }

    /** Where the pattern begins, which must be there. */
    static int indexOf(byte[] file, int from, int... pattern) {
        for (int at = from; at + pattern.length <= file.length; at++) {
            int same = 0;
            while (same < pattern.length && (file[at + same] & 0xff) == pattern[same]) same++;
            if (same == pattern.length) return at;
        }
        throw new IllegalArgumentException("not in the file");
    }

    static byte[] spliced(byte[] file, int at, byte[] addition) {
        byte[] longer = new byte[file.length + addition.length];
        System.arraycopy(file, 0, longer, 0, at);
        System.arraycopy(addition, 0, longer, at, addition.length);
        System.arraycopy(file, at, longer, at + addition.length, file.length - at);
        return longer;
    }
}
