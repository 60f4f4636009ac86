package io.kirinuki.image.probe;

import io.kirinuki.image.IccProfile;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.probe.file.DecodeNeed;
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
public final class WebpHeader {
    private static final long FIRST_CHUNK = 12;
    private static final int CHUNK_HEAD = 8;
    private static final int LEAST = 32;
    private static final int LOSSLESS_SIGNATURE = 0x2f;
    private static final int FRAME_HEAD = 16;
    private static final int HAS_ALPHA = 0x10;
    private static final int HAS_ANIMATION = 2;

    /** Lossless data: groups of five tables of codes, for 4x4 pixels at least, told apart by 16 bits (RFC 9649, section 5). */
    private static final long MOST_GROUPS = 1 << 16;

    private static final int GROUP_PIXELS = 16;
    /** A table of one code is one of 256 entries of 4 bytes, and beside five of them lies another of 64 of 8. */
    private static final long GROUP = 6 << 10;
    /** In the file, a group takes 20 bits at the least. */
    private static final double GROUPS_A_BYTE = 8 / 20.0;
    /** What longer codes add to their tables, for each byte that tells them; at most as much again. */
    private static final long TABLES_A_BYTE = 44;

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

    /**
     * An animation has two canvases of four channels beside its picture, a lossless picture one; alpha may be a lossless
     * picture itself.
     */
    static DecodeNeed need(HeaderBytes webp, PixelSize size) throws FailedException {
        boolean extended = webp.has(FIRST_CHUNK, "VP8X");
        int flags = extended ? webp.u8(FIRST_CHUNK + CHUNK_HEAD, "flags") : 0;
        long tables = mostTables(size.pixels(), lossless(webp, FIRST_CHUNK));
        if ((flags & HAS_ANIMATION) != 0) return new DecodeNeed(12, 8, tables);
        if (extended && (flags & HAS_ALPHA) == 0) return DecodeNeed.of(3, 1).with(4, tables);
        return extended || webp.has(FIRST_CHUNK, "VP8L") ? DecodeNeed.of(4, 1).with(4, tables) : DecodeNeed.colour();
    }

    /** Bytes of lossless data up to the end of the first picture, be it the alpha of a lossy one. */
    private static long lossless(HeaderBytes webp, long from) throws FailedException {
        long bytes = 0;
        long at = from;
        while (at + CHUNK_HEAD < webp.length()) {
            long size = webp.u32(at + 4, "chunk");
            if (webp.has(at, "ANMF")) return lossless(webp, at + CHUNK_HEAD + FRAME_HEAD);
            boolean packedAlpha = webp.has(at, "ALPH") && (webp.u8(at + CHUNK_HEAD, "alpha") & 3) != 0;
            if (packedAlpha || webp.has(at, "VP8L")) bytes += Math.min(size, webp.length());
            if (webp.has(at, "VP8 ") || webp.has(at, "VP8L")) break;
            at += CHUNK_HEAD + size + (size & 1);
        }
        return bytes;
    }

    /** The most bytes that tables of codes may take in a file of so many pixels and bytes. */
    public static long mostTables(long pixels, long bytes) {
        if (bytes == 0) return 0;
        long groups = Math.min(MOST_GROUPS, Math.min(pixels / GROUP_PIXELS + 1, (long) (bytes * GROUPS_A_BYTE) + 1));
        return groups * GROUP + Math.min(groups * GROUP, bytes * TABLES_A_BYTE);
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
        return remark(webp, "ICCP")
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
        filledUp(excerpt);
        return excerpt.change(4, (byte) length, (byte) (length >> 8), (byte) (length >> 16), (byte) (length >> 24));
    }

    /** By bytes of 0 behind the picture: one of a single colour is shorter than what OpenCV takes for a WebP. */
    private static void filledUp(Excerpt excerpt) {
        long end = excerpt.length();
        if (end >= LEAST) return;
        excerpt.keep(0, LEAST - end).change(end, new byte[Math.toIntExact(LEAST - end)]);
    }

    /** What a chunk beside the picture says, which only the extended kind has; empty where there is none. */
    public static Optional<HeaderBytes> remark(HeaderBytes webp, String name) throws FailedException {
        return webp.has(FIRST_CHUNK, "VP8X") ? chunk(webp, name) : Optional.empty();
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
