package io.kirinuki.image.decode;

import io.kirinuki.image.IccProfile;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.RowSource;
import io.kirinuki.image.probe.file.HeaderBytes;
import io.kirinuki.image.probe.jpeg.JpegHeader;
import io.kirinuki.outcome.Outcome.FailedException;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The rows of a JPEG of four components, as inks. Java's reader gives the components as they are stored; OpenCV knows the
 * plain formula alone, and takes every such file for one of Adobe's.
 *
 * <p>Adobe's segment says what they are: with it they are stored upside down, 255 for no ink, and may be YCCK, which is
 * YCbCr for the first three; without it they are inks. Holds the components on the heap, four bytes a pixel.
 */
final class InkedJpeg implements RowSource {
    static final int COMPONENTS = 4;

    private static final int YCCK = 2;

    private final Raster components;
    private final Optional<Integer> adobe;

    private InkedJpeg(Raster components, Optional<Integer> adobe) {
        this.components = components;
        this.adobe = adobe;
    }

    static InkedJpeg read(HeaderBytes jpeg) throws FailedException {
        // Java's reader would show a part of it.
        if (!JpegHeader.isWhole(jpeg)) throw HeaderBytes.undecodable("its JPEG data is cut short");
        return new InkedJpeg(components(JpegHeader.stripped(jpeg)), JpegHeader.adobeTransform(jpeg));
    }

    private static Raster components(byte[] jpeg) throws FailedException {
        ImageReader reader = reader();
        try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(jpeg))) {
            reader.setInput(stream, true, true);
            return reader.readRaster(0, null);
        } catch (IOException | RuntimeException e) { // of damaged files it throws this and that
            throw HeaderBytes.undecodable("its JPEG data cannot be read: " + e.getMessage());
        } finally {
            reader.dispose();
        }
    }

    private static ImageReader reader() {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (reader.canReadRaster()) return reader;
            reader.dispose();
        }
        throw new IllegalStateException("every Java platform with java.desktop reads JPEG");
    }

    /** As colours of sRGB. */
    PhotoDecoder.Decoded decoded(Optional<IccProfile> profile) {
        PixelSize size = new PixelSize(components.getWidth(), components.getHeight());
        return new PhotoDecoder.Decoded(Inks.colours(size, this, profile), Optional.empty(), Optional.empty());
    }

    @Override
    public void read(int y, byte[] row) {
        components.getDataElements(0, y, components.getWidth(), 1, row);
        if (adobe.isEmpty()) return;
        boolean colours = adobe.get() == YCCK;
        for (int at = 0; at < row.length; at += COMPONENTS) {
            if (colours) {
                unmixed(row, at);
            } else {
                for (int c = 0; c < 3; c++) row[at + c] = (byte) ~row[at + c];
            }
            row[at + 3] = (byte) ~row[at + 3];
        }
    }

    /** Red is what cyan leaves, and stored upside down it is cyan itself (ITU-T T.871, section 7). */
    private static void unmixed(byte[] row, int at) {
        double luma = row[at] & 0xff;
        double blue = (row[at + 1] & 0xff) - 128;
        double red = (row[at + 2] & 0xff) - 128;
        row[at] = clamped(luma + 1.402 * red);
        row[at + 1] = clamped(luma - 0.344136 * blue - 0.714136 * red);
        row[at + 2] = clamped(luma + 1.772 * blue);
    }

    private static byte clamped(double value) {
        return (byte) Math.max(0, Math.min(255, Math.round(value)));
    }
}
