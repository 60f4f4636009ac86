package io.kirinuki.encode;

import io.kirinuki.encode.PngForm.ColourType;
import io.kirinuki.image.Blob;
import io.kirinuki.image.IccProfile;
import io.kirinuki.image.PixelSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** A PNG while it is written, chunk by chunk (specification, third edition, sections 5 and 11). Owned by one thread. */
final class PngFile {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private final Blob.Writer bytes = new Blob.Writer();

    PngFile(PixelSize size, int depth, ColourType type) {
        bytes.write(SIGNATURE, 0, SIGNATURE.length);
        byte[] header = ByteBuffer.allocate(13)
                .putInt(size.width())
                .putInt(size.height())
                .put((byte) depth)
                .put((byte) type.number)
                .array(); // the rest is 0: deflate, adaptive filtering, no interlace
        chunk("IHDR", header, header.length);
    }

    /** Must come before palette and data. */
    void profile(IccProfile profile) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes("ICC profile\0\0".getBytes(StandardCharsets.ISO_8859_1)); // its name, then 0 for deflate
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(content)) {
            deflated.write(profile.bytes().bytes());
        } catch (IOException never) {
            throw new UncheckedIOException("memory can be written", never);
        }
        chunk("iCCP", content.toByteArray(), content.size());
    }

    void palette(Palette palette) {
        byte[] rgb = palette.rgb();
        chunk("PLTE", rgb, rgb.length);
        byte[] alpha = palette.alpha();
        if (alpha.length > 0) chunk("tRNS", alpha, alpha.length);
    }

    /** The next {@code length} bytes of the zlib stream. */
    void data(byte[] deflated, int length) {
        chunk("IDAT", deflated, length);
    }

    Blob end() {
        chunk("IEND", new byte[0], 0);
        return bytes.toBlob();
    }

    private void chunk(String type, byte[] data, int length) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data, 0, length);
        number(length);
        bytes.write(name, 0, name.length);
        bytes.write(data, 0, length);
        number((int) crc.getValue());
    }

    private void number(int value) {
        bytes.write(ByteBuffer.allocate(Integer.BYTES).putInt(value).array(), 0, Integer.BYTES);
    }
}
