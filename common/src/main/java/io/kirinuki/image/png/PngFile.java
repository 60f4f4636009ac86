package io.kirinuki.image.png;

import io.kirinuki.image.Blob;
import io.kirinuki.image.Density;
import io.kirinuki.image.IccProfile;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Remarks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** A PNG while it is written, chunk by chunk (specification, third edition, sections 5 and 11). Owned by one thread. */
public final class PngFile {
    /** What a pixel is made of, with the specification's number for it (section 6.1). */
    public enum ColourType {
        GREY(0, 1),
        RGB(2, 3),
        PALETTE(3, 1),
        GREY_ALPHA(4, 2),
        RGBA(6, 4);

        private final int number;
        private final int samples;

        ColourType(int number, int samples) {
            this.number = number;
            this.samples = samples;
        }

        public static ColourType of(Picture.Layout layout) {
            return switch (layout) {
                case GREY -> GREY;
                case RGB -> RGB;
                case RGBA -> RGBA;
            };
        }

        /** Numbers a pixel. */
        public int samples() {
            return samples;
        }

        private Picture.Layout layout() {
            return switch (this) {
                case GREY, GREY_ALPHA -> Picture.Layout.GREY;
                case RGB, PALETTE, RGBA -> Picture.Layout.RGB;
            };
        }
    }

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private final Blob.Writer bytes = new Blob.Writer();

    /**
     * @param depth bits a sample
     * @param profile left out where it is not for this type: that would be against the specification, and helps nobody
     */
    public PngFile(PixelSize size, int depth, ColourType type, Optional<IccProfile> profile, Remarks remarks) {
        bytes.write(SIGNATURE, 0, SIGNATURE.length);
        byte[] header = ByteBuffer.allocate(13)
                .putInt(size.width())
                .putInt(size.height())
                .put((byte) depth)
                .put((byte) type.number)
                .array(); // the rest is 0: deflate, adaptive filtering, no interlace
        chunk("IHDR", header, header.length);
        profile.filter(each -> each.isFor(type.layout())).ifPresent(this::profile);
        remarks.density().ifPresent(this::density);
        remarks.exif().ifPresent(exif -> chunk("eXIf", exif, exif.length));
        remarks.xmp().ifPresent(this::xmp);
    }

    private void density(Density density) {
        byte[] content = ByteBuffer.allocate(9)
                .putInt((int) Math.max(1, Math.round(density.across())))
                .putInt((int) Math.max(1, Math.round(density.down())))
                .put((byte) 1) // of metres
                .array();
        chunk("pHYs", content, content.length);
    }

    private void xmp(Blob packet) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(
                "XML:com.adobe.xmp\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1)); // plain, of no language
        content.writeBytes(packet.bytes());
        chunk("iTXt", content.toByteArray(), content.size());
    }

    private void profile(IccProfile profile) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes("ICC profile\0\0".getBytes(StandardCharsets.ISO_8859_1)); // its name, then 0 for deflate
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(content)) {
            deflated.write(profile.bytes().bytes());
        } catch (IOException never) {
            throw new UncheckedIOException("memory can be written", never);
        }
        chunk("iCCP", content.toByteArray(), content.size());
    }

    /**
     * Must come before the data.
     *
     * @param rgb red, green and blue of each colour
     * @param alpha of the first colours; the others are opaque
     */
    public void palette(byte[] rgb, byte[] alpha) {
        chunk("PLTE", rgb, rgb.length);
        if (alpha.length > 0) chunk("tRNS", alpha, alpha.length);
    }

    /** The next {@code length} bytes of the zlib stream. */
    public void data(byte[] deflated, int length) {
        chunk("IDAT", deflated, length);
    }

    public Blob end() {
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
