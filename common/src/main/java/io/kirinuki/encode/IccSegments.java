package io.kirinuki.encode;

import io.kirinuki.image.Blob;
import io.kirinuki.image.IccProfile;
import io.kirinuki.image.PixelSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Lays colour profiles into files that an encoder wrote without. */
final class IccSegments {
    /** ICC.1:2022, annex B.4: the most of a profile that an APP2 segment holds beside name and numbers. */
    private static final int MOST_OF_SEGMENT = 65_519;

    private static final byte[] NAME = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);

    private static final int WEBP_PROFILE = 0x20;
    private static final int WEBP_ALPHA = 0x10;

    private IccSegments() {}

    /** In APP2 segments behind the JFIF segment, which must stay first. A profile above 16 MiB is left out: there is no room. */
    static Blob intoJpeg(Blob jpeg, IccProfile profile) {
        byte[] icc = profile.bytes().bytes();
        int segments = (icc.length + MOST_OF_SEGMENT - 1) / MOST_OF_SEGMENT;
        if (segments > 255) return jpeg; // numbered in a byte
        return spliced(jpeg, (in, out) -> {
            byte[] start = in.readNBytes(6); // SOI, then the marker and length of APP0
            out.write(start);
            out.write(in.readNBytes(((start[4] & 0xff) << 8 | (start[5] & 0xff)) - 2));
            for (int i = 0; i < segments; i++) {
                int from = i * MOST_OF_SEGMENT;
                int count = Math.min(MOST_OF_SEGMENT, icc.length - from);
                out.write(ByteBuffer.allocate(4 + NAME.length + 2 + count)
                        .putShort((short) 0xffe2)
                        .putShort((short) (2 + NAME.length + 2 + count))
                        .put(NAME)
                        .put((byte) (i + 1))
                        .put((byte) segments)
                        .put(icc, from, count)
                        .array());
            }
        });
    }

    /** In a chunk of its own before the pixels; a plain WebP becomes an extended one for it (RFC 9649, section 2.7). */
    static Blob intoWebp(Blob webp, PixelSize size, IccProfile profile) {
        byte[] icc = profile.bytes().bytes();
        int iccBytes = 8 + icc.length + icc.length % 2;
        return spliced(webp, (in, out) -> {
            byte[] riff = in.readNBytes(12);
            byte[] first = in.readNBytes(8);
            boolean extended = new String(first, 0, 4, StandardCharsets.US_ASCII).equals("VP8X");
            boolean lossless = new String(first, 0, 4, StandardCharsets.US_ASCII).equals("VP8L");
            byte[] body = in.readNBytes(extended ? 10 : 5);
            // VP8L says in the 29th bit behind its signature whether there is alpha; VP8 without VP8X has none.
            boolean alpha = lossless && (body[4] & 0x10) != 0;
            int flags = WEBP_PROFILE | (extended ? body[0] : alpha ? WEBP_ALPHA : 0);
            ByteBuffer length = ByteBuffer.wrap(riff).order(ByteOrder.LITTLE_ENDIAN);
            length.putInt(4, length.getInt(4) + iccBytes + (extended ? 0 : 18));
            out.write(riff);
            out.write(ByteBuffer.allocate(18)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put("VP8X".getBytes(StandardCharsets.US_ASCII))
                    .putInt(10)
                    .putInt(flags)
                    .put(threeBytes(size.width() - 1))
                    .put(threeBytes(size.height() - 1))
                    .array());
            out.write(ByteBuffer.allocate(iccBytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put("ICCP".getBytes(StandardCharsets.US_ASCII))
                    .putInt(icc.length)
                    .put(icc)
                    .array());
            if (!extended) {
                out.write(first);
                out.write(body);
            }
        });
    }

    private static byte[] threeBytes(int value) {
        return new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16)};
    }

    /** Rewrites the beginning of a file; what {@code beginning} does not read follows as it is. */
    @FunctionalInterface
    private interface Beginning {
        void rewrite(InputStream in, Blob.Writer out) throws IOException;
    }

    private static Blob spliced(Blob file, Beginning beginning) {
        Blob.Writer out = new Blob.Writer();
        try (InputStream in = file.open()) {
            beginning.rewrite(in, out);
            in.transferTo(out);
        } catch (IOException never) {
            throw new UncheckedIOException("memory can be read and written", never);
        }
        return out.toBlob();
    }
}
