package io.kirinuki.image.probe;

import io.kirinuki.image.PixelSize;
import io.kirinuki.image.probe.file.Excerpt;
import io.kirinuki.image.probe.file.HeaderBytes;
import io.kirinuki.image.probe.file.ImageFormat;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.outcome.Outcome.FailedException;

/** Reads the size from a BMP's information header; a negative height means rows from top to bottom. */
final class BmpHeader {
    /** The OS/2 1.x header, which alone has 16-bit sizes. */
    private static final int CORE_HEADER = 12;

    private static final int PLAIN = 0;
    private static final int BITFIELDS = 3;
    private static final int BITFIELDS_WITH_ALPHA = 6;

    private BmpHeader() {}

    static ImageHeader read(HeaderBytes bmp) throws FailedException {
        PixelSize size = size(bmp);
        checkData(bmp, size);
        return new ImageHeader(ImageFormat.BMP, size, 1);
    }

    private static PixelSize size(HeaderBytes bmp) throws FailedException {
        if (bmp.u32(14, "information header") == CORE_HEADER) {
            return bmp.size(bmp.u16(18, "width"), bmp.u16(20, "height"));
        }
        int width = (int) bmp.u32(18, "width"); // both are signed
        int height = (int) bmp.u32(22, "height");
        return bmp.size(width, Math.abs((long) height));
    }

    /** Rows are padded to four bytes; of packed ones only the packed data tell. */
    private static void checkData(HeaderBytes bmp, PixelSize size) throws FailedException {
        boolean core = bmp.u32(14, "information header") == CORE_HEADER;
        int bits = bmp.u16(core ? 24 : 28, "bits a pixel");
        long packing = core ? 0 : bmp.u32(30, "compression");
        if (packing != PLAIN && packing != BITFIELDS && packing != BITFIELDS_WITH_ALPHA) return;
        long row = ((long) size.width() * bits + 31) / 32 * 4;
        bmp.require(bmp.u32(10, "offset of its pixels"), HeaderBytes.product(row, size.height()), "size");
    }

    /** Plain, if it is packed in runs, or in pixels whose colours are not whole bytes. */
    static Excerpt excerpt(byte[] file, HeaderBytes bmp) throws FailedException {
        if (bmp.u32(14, "information header") == CORE_HEADER) return Excerpt.whole(file);
        long packing = bmp.u32(30, "compression");
        int bits = bmp.u16(28, "bits a pixel");
        boolean fields = packing == BITFIELDS || packing == BITFIELDS_WITH_ALPHA;
        if (bits == 16 || (bits == 32 && fields)) {
            return Excerpt.whole(BmpFields.unpacked(bmp, size(bmp), bits / 8, fields));
        }
        boolean halves = packing == BmpRuns.OF_HALVES && bits == 4;
        if (!halves && (packing != BmpRuns.OF_BYTES || bits != 8)) return Excerpt.whole(file);
        return Excerpt.whole(BmpRuns.unpacked(bmp, size(bmp), halves));
    }
}
