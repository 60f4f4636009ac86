package io.kirinuki.image.probe;

import io.kirinuki.image.IccProfile;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.probe.file.Excerpt;
import io.kirinuki.image.probe.file.HeaderBytes;
import io.kirinuki.image.probe.file.ImageFormat;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.image.probe.tiff.TiffDirectory;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Optional;

/**
 * Reads the first chunk of a WebP, which has the size in one of three ways, and the EXIF and ICCP chunks that the extended
 * kind may have (WebP container specification; RFC 6386 section 9.1 for lossy, RFC 9649 for lossless).
 */
final class WebpHeader {
    private static final long FIRST_CHUNK = 12;
    private static final int CHUNK_HEAD = 8;
    private static final int LOSSLESS_SIGNATURE = 0x2f;

    private WebpHeader() {}

    static ImageHeader read(HeaderBytes webp) throws FailedException {
        long at = FIRST_CHUNK + CHUNK_HEAD;
        webp.require(CHUNK_HEAD, webp.u32(4, "length"), "RIFF container");
        if (webp.has(FIRST_CHUNK, "VP8X")) {
            PixelSize canvas = webp.size(u24(webp, at + 4, "width") + 1L, u24(webp, at + 7, "height") + 1L);
            return header(canvas, orientation(webp));
        }
        if (webp.has(FIRST_CHUNK, "VP8L")) {
            if (webp.u8(at, "lossless header") != LOSSLESS_SIGNATURE) {
                throw HeaderBytes.undecodable("the WebP's lossless data has no signature");
            }
            long bits = webp.u32(at + 1, "size");
            return header(webp.size((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1), 1);
        }
        if (webp.has(FIRST_CHUNK, "VP8 ")) {
            if ((webp.u8(at, "frame header") & 1) != 0 || u24(webp, at + 3, "frame header") != 0x2a019d) {
                throw HeaderBytes.undecodable("the WebP's first frame is no key frame");
            }
            int width = webp.u16(at + 6, "width") & 0x3fff; // the upper two bits ask for scaling, which nobody does
            int height = webp.u16(at + 8, "height") & 0x3fff;
            return header(webp.size(width, height), 1);
        }
        webp.u32(FIRST_CHUNK, "first chunk");
        throw HeaderBytes.undecodable("the WebP begins with an unknown chunk");
    }

    private static int orientation(HeaderBytes webp) throws FailedException {
        Optional<HeaderBytes> chunk = chunk(webp, "EXIF");
        if (chunk.isEmpty()) return 1;
        HeaderBytes exif = chunk.get();
        int prefix = exif.has(0, TiffDirectory.EXIF) ? 6 : 0; // not in the specification, yet common
        return TiffDirectory.orientation(exif.part(prefix, exif.length()));
    }

    /** The ICCP chunk, which only the extended kind has. */
    static Optional<IccProfile> profile(HeaderBytes webp) throws FailedException {
        if (!webp.has(FIRST_CHUNK, "VP8X")) return Optional.empty();
        return chunk(webp, "ICCP")
                .filter(chunk -> chunk.length() <= IccProfile.MOST_BYTES)
                .flatMap(chunk -> IccProfile.read(chunk.copied()));
    }

    /** The chunks of pixels up to the first picture, or to the first frame of an animation. */
    static Excerpt excerpt(byte[] file, HeaderBytes webp) throws FailedException {
        Excerpt excerpt = Excerpt.of(file).keep(0, FIRST_CHUNK);
        long at = FIRST_CHUNK;
        boolean whole = false;
        while (!whole) {
            long size = webp.u32(at + 4, "picture");
            long end = at + CHUNK_HEAD + size + (size & 1);
            whole = webp.has(at, "VP8 ") || webp.has(at, "VP8L") || webp.has(at, "ANMF");
            if (whole) webp.require(at + CHUNK_HEAD, size, "picture");
            if (whole || webp.has(at, "VP8X") || webp.has(at, "ANIM") || webp.has(at, "ALPH")) excerpt.keep(at, end);
            at = end;
        }
        int length = Math.toIntExact(excerpt.length() - CHUNK_HEAD);
        return excerpt.change(4, (byte) length, (byte) (length >> 8), (byte) (length >> 16), (byte) (length >> 24));
    }

    private static Optional<HeaderBytes> chunk(HeaderBytes webp, String name) throws FailedException {
        long at = FIRST_CHUNK;
        while (at + CHUNK_HEAD <= webp.length()) {
            long size = webp.u32(at + 4, "chunk");
            if (webp.has(at, name)) return Optional.of(webp.part(at + CHUNK_HEAD, size));
            at += CHUNK_HEAD + size + (size & 1);
        }
        return Optional.empty();
    }

    private static int u24(HeaderBytes webp, long at, String what) throws FailedException {
        return webp.u16(at, what) | webp.u8(at + 2, what) << 16;
    }

    private static ImageHeader header(PixelSize size, int orientation) {
        return new ImageHeader(ImageFormat.WEBP, size, orientation);
    }
}
