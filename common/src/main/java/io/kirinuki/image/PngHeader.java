package io.kirinuki.image;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.InflaterInputStream;

/**
 * Walks a PNG's chunks from IHDR to IEND without touching what they hold, save the size in IHDR and the orientation in
 * eXIf (PNG specification, third edition, sections 5 and 11). What decoding asks for is read by its own methods. A file that was cut short shows here: its IEND is
 * missing.
 */
final class PngHeader {
    static final String SIGNATURE = "\u0089PNG\r\n\u001a\n";

    /** Length, type and CRC around a chunk's data. */
    private static final int FRAME = 12;

    private static final int COLOUR_TYPE = 25;
    private static final int COLOURED = 2;

    private PngHeader() {}

    static ImageHeader read(HeaderBytes png) throws FailedException {
        long at = SIGNATURE.length();
        if (png.has(at + 4, "CgBI")) {
            throw new FailedException(new Failure.Unsupported("an iPhone-optimised PNG (CgBI)"));
        }
        png.u32(at + 4, "IHDR chunk");
        if (!png.has(at + 4, "IHDR")) throw HeaderBytes.undecodable("the PNG does not begin with an IHDR chunk");
        PixelSize size = png.size(png.u32(at + 8, "width"), png.u32(at + 12, "height"));

        int orientation = 1;
        while (!png.has(at + 4, "IEND")) {
            long length = png.u32(at, "IEND chunk");
            if (png.has(at + 4, "eXIf")) orientation = TiffDirectory.orientation(png.part(at + 8, length));
            at += FRAME + length;
        }
        png.u32(at + 8, "end");
        return new ImageHeader(ImageFormat.PNG, size, orientation);
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
        int bits = png.u8(COLOUR_TYPE - 1, "bit depth");
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

    private static Optional<HeaderBytes> chunk(HeaderBytes png, String name) throws FailedException {
        long at = SIGNATURE.length();
        while (!png.has(at + 4, "IDAT") && !png.has(at + 4, "IEND")) {
            long length = png.u32(at, "picture data");
            if (png.has(at + 4, name)) return Optional.of(png.part(at + 8, length));
            at += FRAME + length;
        }
        return Optional.empty();
    }
}
