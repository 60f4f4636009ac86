package io.kirinuki.encode;

import io.kirinuki.image.Blob;
import io.kirinuki.image.Picture;
import io.kirinuki.image.png.PngFile;
import io.kirinuki.image.png.PngFile.ColourType;
import java.util.zip.Deflater;

/**
 * Encodes PNGs of any form with zlib. Rows are pulled one by one, filtered and deflated, so that beside the result a few
 * rows and half a megabyte are held.
 *
 * <p>Threads: each call is its own.
 */
final class FilteredPng {
    /** Bytes of an IDAT chunk. */
    private static final int CHUNK = 1 << 18;

    private FilteredPng() {}

    static Blob encode(Picture picture, PngForm form, int level) {
        PngFile file = new PngFile(picture.size(), form.depth(), form.type(), picture.profile(), picture.remarks());
        if (form.type() == ColourType.PALETTE)
            file.palette(form.palette().rgb(), form.palette().alpha());
        Deflater deflater = new Deflater(level);
        try {
            data(picture, form, deflater, file);
        } finally {
            deflater.end(); // its memory is native
        }
        return file.end();
    }

    private static void data(Picture picture, PngForm form, Deflater deflater, PngFile file) {
        int rowBytes = form.rowBytes(picture.size().width());
        byte[] row = new byte[picture.rowBytes()];
        byte[] packed = new byte[rowBytes];
        byte[] above = new byte[rowBytes];
        byte[] deflated = new byte[CHUNK];
        int used = 0;
        PngFilters filters = new PngFilters(rowBytes, form.pixelBytes());
        // Indices and packed bits are no amounts, so differences of them mean nothing.
        boolean filtered = form.type() != ColourType.PALETTE && form.depth() >= 8;
        for (int y = 0; y < picture.size().height(); y++) {
            picture.rows().read(y, row);
            form.packer().pack(row, packed);
            deflater.setInput(filtered ? filters.best(packed, above) : filters.none(packed));
            boolean last = y == picture.size().height() - 1;
            if (last) deflater.finish();
            while (last ? !deflater.finished() : !deflater.needsInput()) {
                used += deflater.deflate(deflated, used, CHUNK - used);
                if (used == CHUNK) {
                    file.data(deflated, used);
                    used = 0;
                }
            }
            byte[] swapped = above;
            above = packed;
            packed = swapped;
        }
        if (used > 0) file.data(deflated, used);
    }
}
