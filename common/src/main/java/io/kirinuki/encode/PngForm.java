package io.kirinuki.encode;

import io.kirinuki.image.Picture;
import io.kirinuki.image.png.PngFile.ColourType;

/**
 * How the pixels of a picture lie in a PNG (specification, third edition, sections 6.1 and 7.2).
 *
 * @param type what a pixel is made of
 * @param depth bits a sample: 1, 2, 4, 8 or 16; below 8 only where a pixel is one sample
 * @param palette colours by index, none but of type PALETTE
 * @param packer makes a row of the file from a row of the picture
 */
record PngForm(ColourType type, int depth, Palette palette, RowPacker packer) {
    /** Fills the whole of {@code packed}. */
    @FunctionalInterface
    interface RowPacker {
        void pack(byte[] row, byte[] packed);
    }

    /** White from 128 on; grey pictures only. */
    static PngForm oneBit(Picture picture) {
        int width = picture.size().width();
        return new PngForm(
                ColourType.GREY,
                1,
                Palette.NONE,
                (row, packed) -> Bits.pack(width, 1, packed, x -> row[x] < 0 ? 1 : 0)); // as a byte, 128 is negative
    }

    /** Every byte twice: value * 257, so that 255 becomes 65535. */
    static PngForm sixteenBit(Picture picture) {
        return new PngForm(ColourType.of(picture.layout()), 16, Palette.NONE, (row, packed) -> {
            for (int i = 0; i < row.length; i++) {
                packed[2 * i] = row[i];
                packed[2 * i + 1] = row[i];
            }
        });
    }

    /**
     * The fewest bits a pixel that lose nothing, colours under transparent pixels included. Reads the picture once. Masks
     * become grey of fewer bits but never a palette, whose indices many readers would take for alpha; pictures with a
     * colour profile stay in colour, since a grey PNG may not hold one for RGB.
     */
    static PngForm smallest(Picture picture) {
        return PngCensus.of(picture).smallest();
    }

    /** Bytes of a packed row of so many pixels. */
    int rowBytes(int width) {
        return Math.toIntExact(((long) width * type.samples() * depth + 7) / 8);
    }

    /** Bytes from a pixel to the next, at least 1: what the filters call the pixel on the left. */
    int pixelBytes() {
        return Math.max(1, type.samples() * depth / 8);
    }
}
