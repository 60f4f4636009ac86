package io.kirinuki.image.probe;

import io.kirinuki.image.PixelSize;
import io.kirinuki.image.probe.file.Excerpt;
import io.kirinuki.image.probe.file.HeaderBytes;
import io.kirinuki.image.probe.file.ImageFormat;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Set;

/** Reads the size from a BMP's information header; a negative height means rows from top to bottom. */
final class BmpHeader {
    /** The OS/2 1.x header, which alone has 16-bit sizes. */
    private static final int CORE_HEADER = 12;

    private static final int OFFSET = 10;
    private static final int FILE_HEADER = 14;
    /** The most that fills a row up, and may be missing behind the last. */
    private static final int PADDING = 3;

    private static final Set<Integer> READ_BITS = Set.of(1, 4, 8, 16, 24, 32);

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
        boolean fields = packing == BITFIELDS || packing == BITFIELDS_WITH_ALPHA;
        boolean runs = (packing == BmpRuns.OF_BYTES && bits == 8) || (packing == BmpRuns.OF_HALVES && bits == 4);
        if (!runs && packing != PLAIN && !(fields && bits >= 16)) throw notRead(packing, bits);
        if (!READ_BITS.contains(bits)) {
            throw new FailedException(new Failure.Unsupported(
                    "a BMP of %d bits a pixel; 1, 4, 8, 16, 24 and 32 are read".formatted(bits)));
        }
        if (runs) return;
        long used = ((long) size.width() * bits + 7) / 8;
        long row = (used + 3) / 4 * 4;
        bmp.require(pixels(bmp), HeaderBytes.product(row, size.height()) - (row - used), "size");
    }

    /** The numbers mean other things in headers of OS/2, and none of them is read. */
    private static FailedException notRead(long packing, int bits) {
        String name = packing == 4 && bits != 24 ? "JPEG" : packing == 5 ? "PNG" : "method " + packing;
        return new FailedException(new Failure.Unsupported(
                "a BMP of %d bits packed by %s; save it unpacked, or as PNG".formatted(bits, name)));
    }

    /** Where they begin: some writers tell the end of the header, although the palette stands there. */
    static long pixels(HeaderBytes bmp) throws FailedException {
        long told = bmp.u32(OFFSET, "offset of its pixels");
        long header = bmp.u32(FILE_HEADER, "information header");
        if (told != FILE_HEADER + header) return told;
        boolean core = header == CORE_HEADER;
        int bits = bmp.u16(core ? 24 : 28, "bits a pixel");
        if (bits == 0 || bits > 8) return told;
        long used = core ? 0 : bmp.u32(46, "number of colours");
        return told + (used == 0 ? 1L << bits : Math.min(used, 1L << bits)) * (core ? 3 : 4);
    }

    /** The file with the true place of its pixels, and with the last row filled up. */
    private static Excerpt asItIs(byte[] file, HeaderBytes bmp) throws FailedException {
        long place = pixels(bmp);
        return Excerpt.whole(file)
                .keep(0, PADDING)
                .change(file.length, new byte[PADDING])
                .change(OFFSET, (byte) place, (byte) (place >> 8), (byte) (place >> 16), (byte) (place >> 24));
    }

    /** Plain, if it is packed in runs, or in pixels whose colours are not whole bytes. */
    static Excerpt excerpt(byte[] file, HeaderBytes bmp) throws FailedException {
        if (bmp.u32(14, "information header") == CORE_HEADER) return asItIs(file, bmp);
        long packing = bmp.u32(30, "compression");
        int bits = bmp.u16(28, "bits a pixel");
        boolean fields = packing == BITFIELDS || packing == BITFIELDS_WITH_ALPHA;
        if (bits == 16 || (bits == 32 && fields)) {
            return Excerpt.whole(BmpFields.unpacked(bmp, size(bmp), bits / 8, fields));
        }
        if (packing == PLAIN) return asItIs(file, bmp);
        return Excerpt.whole(BmpRuns.unpacked(bmp, size(bmp), packing == BmpRuns.OF_HALVES));
    }
}
