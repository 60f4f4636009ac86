package io.kirinuki.image;

import io.kirinuki.outcome.Outcome.FailedException;

/** Reads the size from a BMP's information header; a negative height means rows from top to bottom. */
final class BmpHeader {
    /** The OS/2 1.x header, which alone has 16-bit sizes. */
    private static final int CORE_HEADER = 12;

    private BmpHeader() {}

    static ImageHeader read(HeaderBytes bmp) throws FailedException {
        return new ImageHeader(ImageFormat.BMP, size(bmp), 1);
    }

    private static PixelSize size(HeaderBytes bmp) throws FailedException {
        if (bmp.u32(14, "information header") == CORE_HEADER) {
            return bmp.size(bmp.u16(18, "width"), bmp.u16(20, "height"));
        }
        int width = (int) bmp.u32(18, "width"); // both are signed
        int height = (int) bmp.u32(22, "height");
        return bmp.size(width, Math.abs((long) height));
    }
}
