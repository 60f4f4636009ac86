package io.kirinuki.encode;

import io.kirinuki.image.Blob;
import io.kirinuki.image.Density;
import io.kirinuki.image.IccProfile;
import io.kirinuki.image.Picture;
import io.kirinuki.image.Picture.Layout;
import io.kirinuki.image.Remarks;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Lays colour profiles and remarks into files that an encoder wrote without. */
final class Segments {
    /** ICC.1:2022, annex B.4: the most of a profile that an APP2 segment holds beside name and numbers. */
    private static final int MOST_OF_SEGMENT = 65_519;

    private static final String PROFILE = "ICC_PROFILE\0";
    private static final String EXIF = "Exif\0\0";
    private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";

    private static final int APP1 = 0xe1;
    private static final int APP2 = 0xe2;
    /** Where a JFIF segment has its unit, from the file's first byte. */
    private static final int UNIT = 13;

    private static final int WEBP_PROFILE = 0x20;
    private static final int WEBP_ALPHA = 0x10;
    private static final int WEBP_EXIF = 0x08;
    private static final int WEBP_XMP = 0x04;

    private Segments() {}

    /**
     * Behind the JFIF segment, which must stay first and gets the density: EXIF, XMP, and a profile in APP2 segments. A profile
     * above 16 MiB is left out: there is no room.
     */
    static Blob intoJpeg(Blob jpeg, Picture picture) {
        Optional<IccProfile> profile = picture.profile().filter(each -> each.isFor(picture.layout()));
        Remarks remarks = picture.remarks();
        if (profile.isEmpty() && remarks.equals(Remarks.NONE)) return jpeg;
        return spliced(jpeg, (in, out) -> {
            byte[] start = in.readNBytes(6); // SOI, then the marker and length of APP0
            byte[] jfif = in.readNBytes(((start[4] & 0xff) << 8 | (start[5] & 0xff)) - 2);
            remarks.density().ifPresent(density -> put(density, ByteBuffer.wrap(jfif), UNIT - start.length));
            out.write(start);
            out.write(jfif);
            if (remarks.exif().isPresent()) segment(APP1, EXIF, remarks.exif().get(), out);
            if (remarks.xmp().isPresent())
                segment(APP1, XMP, remarks.xmp().get().bytes(), out);
            if (profile.isPresent()) profile(profile.get().bytes().bytes(), out);
        });
    }

    private static void put(Density density, ByteBuffer jfif, int at) {
        jfif.put(at, (byte) 1) // of inches
                .putShort(at + 1, (short) density.acrossInch())
                .putShort(at + 3, (short) density.downInch());
    }

    private static void segment(int marker, String name, byte[] content, Blob.Writer out) throws IOException {
        byte[] word = name.getBytes(StandardCharsets.US_ASCII);
        int length = 2 + word.length + content.length;
        out.write(new byte[] {(byte) 0xff, (byte) marker, (byte) (length >> 8), (byte) length});
        out.write(word);
        out.write(content);
    }

    private static void profile(byte[] icc, Blob.Writer out) throws IOException {
        int segments = (icc.length + MOST_OF_SEGMENT - 1) / MOST_OF_SEGMENT;
        if (segments > 255) return; // numbered in a byte
        for (int i = 0; i < segments; i++) {
            int from = i * MOST_OF_SEGMENT;
            int count = Math.min(MOST_OF_SEGMENT, icc.length - from);
            byte[] piece = ByteBuffer.allocate(2 + count)
                    .put((byte) (i + 1))
                    .put((byte) segments)
                    .put(icc, from, count)
                    .array();
            segment(APP2, PROFILE, piece, out);
        }
    }

    /**
     * A profile in a chunk of its own before the pixels, EXIF and XMP in such behind them; a plain WebP becomes an extended one
     * for them (RFC 9649, section 2.7).
     */
    static Blob intoWebp(Blob webp, Picture picture) {
        byte[] icc = picture.profile()
                .filter(each -> each.isFor(Layout.RGB))
                .map(each -> chunk("ICCP", each.bytes().bytes()))
                .orElse(new byte[0]);
        byte[] exif = picture.remarks()
                .exifWithDensity()
                .map(each -> chunk("EXIF", each))
                .orElse(new byte[0]);
        byte[] xmp =
                picture.remarks().xmp().map(each -> chunk("XMP ", each.bytes())).orElse(new byte[0]);
        if (icc.length + exif.length + xmp.length == 0) return webp;
        return spliced(webp, (in, out) -> {
            byte[] riff = in.readNBytes(12);
            byte[] first = in.readNBytes(8);
            boolean extended = new String(first, 0, 4, StandardCharsets.US_ASCII).equals("VP8X");
            boolean lossless = new String(first, 0, 4, StandardCharsets.US_ASCII).equals("VP8L");
            byte[] body = in.readNBytes(extended ? 10 : 5);
            // VP8L says in the 29th bit behind its signature whether there is alpha; VP8 without VP8X has none.
            boolean alpha = lossless && (body[4] & 0x10) != 0;
            int flags = (extended ? body[0] : alpha ? WEBP_ALPHA : 0)
                    | (icc.length > 0 ? WEBP_PROFILE : 0)
                    | (exif.length > 0 ? WEBP_EXIF : 0)
                    | (xmp.length > 0 ? WEBP_XMP : 0);
            ByteBuffer length = ByteBuffer.wrap(riff).order(ByteOrder.LITTLE_ENDIAN);
            length.putInt(4, length.getInt(4) + icc.length + exif.length + xmp.length + (extended ? 0 : 18));
            out.write(riff);
            out.write(ByteBuffer.allocate(18)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put("VP8X".getBytes(StandardCharsets.US_ASCII))
                    .putInt(10)
                    .putInt(flags)
                    .put(threeBytes(picture.size().width() - 1))
                    .put(threeBytes(picture.size().height() - 1))
                    .array());
            out.write(icc);
            if (!extended) {
                out.write(first);
                out.write(body);
            }
            in.transferTo(out);
            out.write(exif);
            out.write(xmp);
        });
    }

    /** Of an even number of bytes. */
    private static byte[] chunk(String name, byte[] content) {
        return ByteBuffer.allocate(8 + content.length + content.length % 2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .putInt(content.length)
                .put(content)
                .array();
    }

    private static byte[] threeBytes(int value) {
        return new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16)};
    }

    /** Rewrites a file; what {@code change} does not read follows as it is. */
    @FunctionalInterface
    private interface Change {
        void rewrite(InputStream in, Blob.Writer out) throws IOException;
    }

    private static Blob spliced(Blob file, Change change) {
        Blob.Writer out = new Blob.Writer();
        try (InputStream in = file.open()) {
            change.rewrite(in, out);
            in.transferTo(out);
        } catch (IOException never) {
            throw new UncheckedIOException("memory can be read and written", never);
        }
        return out.toBlob();
    }
}
