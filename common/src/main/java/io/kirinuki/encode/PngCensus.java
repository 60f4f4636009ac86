package io.kirinuki.encode;

import io.kirinuki.encode.PngForm.RowPacker;
import io.kirinuki.image.Picture;
import io.kirinuki.image.Picture.Layout;
import io.kirinuki.image.png.PngFile.ColourType;

/** What values occur in a picture, counted in one pass, and the smallest PNG form that this allows. Owned by one thread. */
final class PngCensus {
    private final int width;
    private final Layout layout;
    private final boolean profiled;
    private boolean grey = true;
    private boolean opaque = true;
    private int depth = 1; // bits that hold every grey value, of 1, 2, 4, 8
    private boolean few; // colours, so that a palette holds them
    private final Palette palette = new Palette();

    private PngCensus(Picture picture) {
        width = picture.size().width();
        layout = picture.layout();
        profiled = picture.profile().isPresent();
        few = layout != Layout.GREY;
    }

    static PngCensus of(Picture picture) {
        PngCensus census = new PngCensus(picture);
        byte[] row = new byte[picture.rowBytes()];
        for (int y = 0; y < picture.size().height() && census.canLearn(); y++) {
            picture.rows().read(y, row);
            if (census.layout == Layout.GREY) census.countGrey(row);
            else census.countColour(row);
        }
        return census;
    }

    private boolean canLearn() {
        return layout == Layout.GREY ? depth < 8 : few || grey || (opaque && layout == Layout.RGBA);
    }

    private void countGrey(byte[] row) {
        for (byte value : row) countValue(value & 0xff);
    }

    private void countValue(int value) {
        if (depth < 2 && value % 255 != 0) depth = 2;
        if (depth < 4 && value % 85 != 0) depth = 4;
        if (depth < 8 && value % 17 != 0) depth = 8;
    }

    private void countColour(byte[] row) {
        int last = argb(row, 0) + 1; // another colour than the first
        for (int x = 0; x < width; x++) {
            int argb = argb(row, x);
            if (argb == last) continue;
            last = argb;
            int green = argb >> 8 & 0xff;
            if (grey && ((argb >> 16 & 0xff) != green || (argb & 0xff) != green)) grey = false;
            if (grey) countValue(green);
            if (argb >>> 24 != 255) opaque = false;
            if (few && palette.enter(argb) < 0) few = false;
        }
    }

    private int argb(byte[] row, int x) {
        int at = x * layout.channels();
        int alpha = layout == Layout.RGBA ? row[at + 3] & 0xff : 255;
        return alpha << 24 | (row[at] & 0xff) << 16 | (row[at + 1] & 0xff) << 8 | (row[at + 2] & 0xff);
    }

    PngForm smallest() {
        if (layout == Layout.GREY) return grey(depth);
        boolean becomesGrey = grey && !profiled;
        if (becomesGrey && opaque && (!few || depth <= paletteDepth())) return grey(depth);
        if (few) return indexed();
        if (becomesGrey) return new PngForm(ColourType.GREY_ALPHA, 8, Palette.NONE, channels(0, 3));
        if (opaque) return new PngForm(ColourType.RGB, 8, Palette.NONE, channels(0, 1, 2));
        return new PngForm(ColourType.RGBA, 8, Palette.NONE, channels(0, 1, 2, 3));
    }

    private PngForm grey(int bits) {
        int step = layout.channels();
        int divisor = 255 / ((1 << bits) - 1);
        RowPacker packer = bits == 8
                ? channels(0)
                : (row, packed) -> Bits.pack(width, bits, packed, x -> (row[x * step] & 0xff) / divisor);
        return new PngForm(ColourType.GREY, bits, Palette.NONE, packer);
    }

    private int paletteDepth() {
        if (palette.count() <= 2) return 1;
        if (palette.count() <= 4) return 2;
        return palette.count() <= 16 ? 4 : 8;
    }

    private PngForm indexed() {
        int bits = paletteDepth();
        return new PngForm(
                ColourType.PALETTE,
                bits,
                palette,
                (row, packed) -> Bits.pack(width, bits, packed, x -> palette.index(argb(row, x))));
    }

    /** Of each pixel only these channels. */
    private RowPacker channels(int... kept) {
        int step = layout.channels();
        return (row, packed) -> {
            for (int from = 0, to = 0; from < row.length; from += step) {
                for (int channel : kept) packed[to++] = row[from + channel];
            }
        };
    }
}
