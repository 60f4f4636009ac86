package io.kirinuki.image;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;

/**
 * Walks a PNG's chunks from IHDR to IEND without touching what they hold, save the size in IHDR and the orientation in
 * eXIf (PNG specification, third edition, sections 5 and 11). A file that was cut short shows here: its IEND is
 * missing.
 */
final class PngHeader {
    static final String SIGNATURE = "\u0089PNG\r\n\u001a\n";

    /** Length, type and CRC around a chunk's data. */
    private static final int FRAME = 12;

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
}
