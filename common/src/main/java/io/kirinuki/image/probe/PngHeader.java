package io.kirinuki.image.probe;

import io.kirinuki.image.IccProfile;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.probe.file.DecodeNeed;
import io.kirinuki.image.probe.file.Excerpt;
import io.kirinuki.image.probe.file.HeaderBytes;
import io.kirinuki.image.probe.file.ImageFormat;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.image.probe.tiff.TiffDirectory;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.InflaterInputStream;

/**
 * Walks a PNG's chunks from IHDR to IEND without touching what they hold, save IHDR itself and the orientation in eXIf
 * (PNG specification, third edition, sections 5 and 11). What decoding asks for is read by its own methods. A file that
 * was cut short shows here: its IEND is missing.
 */
public final class PngHeader {
    public static final String SIGNATURE = "\u0089PNG\r\n\u001a\n";

    /** Length, type and CRC around a chunk's data. */
    private static final int FRAME = 12;

    private static final int IHDR_BYTES = 13;
    private static final int DEPTH = 24;
    private static final int COLOUR_TYPE = 25;
    private static final int COLOURED = 2;
    private static final int MOST_PALETTE_BYTES = 768;

    private static final int MOST_REMARKS = 32;

    /** What compressed data may hold beyond what the pixels can need: flushes after each row, and a start. */
    private static final int SLACK_A_ROW = 16;

    private static final int SLACK = 1 << 16;

    private PngHeader() {}

    static ImageHeader read(HeaderBytes png) throws FailedException {
        long at = SIGNATURE.length();
        if (png.has(at + 4, "CgBI")) {
            throw new FailedException(new Failure.Unsupported("an iPhone-optimised PNG (CgBI)"));
        }
        long header = png.u32(at, "IHDR chunk");
        png.u32(at + 4, "IHDR chunk");
        if (!png.has(at + 4, "IHDR")) throw HeaderBytes.undecodable("the PNG does not begin with an IHDR chunk");
        if (header != IHDR_BYTES) throw tooLong("IHDR chunk", header, IHDR_BYTES);
        PixelSize size = png.size(png.u32(at + 8, "width"), png.u32(at + 12, "height"));
        checkHeader(png);

        int orientation = 1;
        long packed = 0;
        while (!png.has(at + 4, "IEND")) {
            long length = png.u32(at, "IEND chunk");
            if (png.has(at + 4, "eXIf")) orientation = TiffDirectory.orientation(exif(png.part(at + 8, length)));
            if (png.has(at + 4, "IDAT")) packed += length;
            if (png.has(at + 4, "PLTE") && length > MOST_PALETTE_BYTES) {
                throw tooLong("PLTE chunk", length, MOST_PALETTE_BYTES);
            }
            at += FRAME + length;
        }
        long end = png.u32(at, "IEND chunk");
        if (end != 0) throw tooLong("IEND chunk", end, 0);
        png.u32(at + 8, "end");
        checkPacked(png, size, packed);
        return new ImageHeader(ImageFormat.PNG, size, orientation);
    }

    /** Which bits go with which colours is in the specification's section 11.2.1. */
    private static void checkHeader(HeaderBytes png) throws FailedException {
        int bits = png.u8(DEPTH, "bit depth");
        int type = png.u8(COLOUR_TYPE, "colour type");
        String allowed = switch (type) {
            case 0 -> "1, 2, 4, 8 or 16";
            case 3 -> "1, 2, 4 or 8";
            case 2, 4, 6 -> "8 or 16";
            default -> throw wrong("colour type", type, "0, 2, 3, 4 or 6");
        };
        boolean known = Integer.bitCount(bits) == 1 && bits <= (type == 3 ? 8 : 16);
        if (!known || (type != 0 && type != 3 && bits < 8)) throw wrong("bit depth", bits, allowed);
        checkMethod(png, 26, "compression method", 0);
        checkMethod(png, 27, "filter method", 0);
        checkMethod(png, 28, "interlace method", 1);
    }

    private static void checkMethod(HeaderBytes png, long at, String what, int most) throws FailedException {
        int method = png.u8(at, what);
        if (method > most) throw wrong(what, method, most == 0 ? "0" : "0 or 1");
    }

    /** Deflate makes nothing much larger than it was; what is much larger would be unpacked all the same. */
    private static void checkPacked(HeaderBytes png, PixelSize size, long packed) throws FailedException {
        int samples = switch (png.u8(COLOUR_TYPE, "colour type")) {
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> 1;
        };
        long row = ((long) size.width() * samples * png.u8(DEPTH, "bit depth") + 7) / 8 + 1;
        long most = HeaderBytes.product(row + SLACK_A_ROW, size.height());
        if (packed - SLACK > most) throw tooLong("compressed picture", packed, most + SLACK);
    }

    private static FailedException wrong(String what, int found, String allowed) {
        return HeaderBytes.undecodable("the PNG's %s is %d, allowed is %s".formatted(what, found, allowed));
    }

    private static FailedException tooLong(String what, long found, long allowed) {
        return HeaderBytes.undecodable(
                "the PNG's %s says it holds %d bytes, at most %d are right".formatted(what, found, allowed));
    }

    /** Some writers put before it what JPEG needs there. */
    private static HeaderBytes exif(HeaderBytes chunk) {
        return chunk.has(0, TiffDirectory.EXIF) ? chunk.part(TiffDirectory.EXIF.length(), chunk.length()) : chunk;
    }

    /** Header, palette, transparency, picture data that follow one another, and the end; no animation, no text. */
    static Excerpt excerpt(byte[] file, HeaderBytes png) throws FailedException {
        Excerpt excerpt = Excerpt.of(file).keep(0, SIGNATURE.length() + FRAME + IHDR_BYTES);
        for (String name : new String[] {"PLTE", "tRNS"}) {
            Optional<Long> place = place(png, name);
            if (place.isPresent()) keep(png, place.get(), excerpt);
        }
        Optional<Long> data = place(png, "IDAT");
        if (data.isEmpty()) throw HeaderBytes.undecodable("the PNG has no picture data");
        long at = data.get();
        while (png.has(at + 4, "IDAT")) at = keep(png, at, excerpt);
        while (!png.has(at + 4, "IEND")) at += FRAME + png.u32(at, "IEND chunk");
        return excerpt.keep(at, at + FRAME);
    }

    private static long keep(HeaderBytes png, long at, Excerpt excerpt) throws FailedException {
        long end = at + FRAME + png.u32(at, "chunk");
        excerpt.keep(at, end);
        return end;
    }

    /** Palettes become colour, and grey with alpha does too. */
    static DecodeNeed need(HeaderBytes png) throws FailedException {
        int type = png.u8(COLOUR_TYPE, "colour type");
        boolean key = place(png, "tRNS").isPresent();
        int bytes = png.u8(DEPTH, "bit depth") == 16 ? 2 : 1;
        return switch (type) {
            case 0 -> key ? new DecodeNeed(bytes, bytes + 4, 0) : DecodeNeed.of(1, bytes);
            case 2, 3 -> DecodeNeed.of(key ? 4 : 3, bytes);
            default -> DecodeNeed.of(4, bytes);
        };
    }

    /** Whether its pixels are grey, with transparency or without. */
    static boolean isGrey(HeaderBytes png) throws FailedException {
        return (png.u8(COLOUR_TYPE, "colour type") & COLOURED) == 0;
    }

    /**
     * The one grey value that is transparent, in 0 to 255 or in 0 to 65535 where pixels have 16 bits; empty where there is
     * none, and of all but plain grey.
     */
    static OptionalInt transparentGrey(HeaderBytes png) throws FailedException {
        if (png.u8(COLOUR_TYPE, "colour type") != 0) return OptionalInt.empty();
        Optional<HeaderBytes> chunk = chunk(png, "tRNS");
        if (chunk.isEmpty()) return OptionalInt.empty();
        int bits = png.u8(DEPTH, "bit depth");
        int value = chunk.get().u16(0, "transparent grey");
        return OptionalInt.of(bits < 8 ? (value & ((1 << bits) - 1)) * (255 / ((1 << bits) - 1)) : value);
    }

    /** What iCCP holds, unpacked; empty where that is broken or too large. An sRGB chunk needs no profile: it is meant anyway. */
    static Optional<IccProfile> profile(HeaderBytes png) throws FailedException {
        Optional<HeaderBytes> chunk = chunk(png, "iCCP");
        if (chunk.isEmpty()) return Optional.empty();
        long at = 0;
        while (chunk.get().u8(at, "profile's name") != 0) at++;
        byte[] packed = chunk.get().part(at + 2, chunk.get().length()).copied();
        try (var unpacked = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            return IccProfile.read(unpacked.readNBytes(IccProfile.MOST_BYTES + 1));
        } catch (IOException broken) {
            return Optional.empty();
        }
    }

    /** The first chunks of that name, wherever they stand. */
    public static List<HeaderBytes> remarks(HeaderBytes png, String name) throws FailedException {
        List<HeaderBytes> remarks = new ArrayList<>();
        long at = SIGNATURE.length();
        while (!png.has(at + 4, "IEND") && remarks.size() < MOST_REMARKS) {
            long length = png.u32(at, "chunk");
            if (png.has(at + 4, name)) remarks.add(png.part(at + 8, length));
            at += FRAME + length;
        }
        return remarks;
    }

    private static Optional<HeaderBytes> chunk(HeaderBytes png, String name) throws FailedException {
        Optional<Long> at = place(png, name);
        return at.isEmpty() ? Optional.empty() : Optional.of(png.part(at.get() + 8, png.u32(at.get(), "chunk")));
    }

    /** Where the first chunk of that name before the picture data begins, or the picture data themselves. */
    private static Optional<Long> place(HeaderBytes png, String name) throws FailedException {
        long at = SIGNATURE.length();
        while (!png.has(at + 4, "IEND")) {
            if (png.has(at + 4, name)) return Optional.of(at);
            if (png.has(at + 4, "IDAT")) return Optional.empty();
            at += FRAME + png.u32(at, "picture data");
        }
        return Optional.empty();
    }
}
