package io.kirinuki.image.png;

import io.kirinuki.image.Blob;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.RowSource;
import java.util.zip.Adler32;

/**
 * Encodes 8-bit PNGs fast and in little memory (PNG specification, third edition; RFC 1950 for the zlib frame): one
 * fixed filter, then {@link HuffmanBlock}. Rows are pulled one by one and every block leaves as an IDAT chunk, so that
 * beside the result only about a megabyte is held, or a few rows where those are larger.
 *
 * <p>Threads: each call is its own.
 */
public final class FastPng {
    /** Bytes of filtered rows a block gathers; enough that its codes cost nothing, small enough for the cache. */
    private static final int BLOCK = 1 << 18;

    private static final int ZLIB_HEADER = 0x0178; // deflate with a window of 32 KiB, fastest; first byte lowest

    private final Picture picture;
    private final PngFile file;
    /** A row moved on by one pixel, the first of which is 0. */
    private final byte[] left;

    private final byte[] filtered;

    private FastPng(Picture picture) {
        this.picture = picture;
        this.file = new PngFile(
                picture.size(), 8, PngFile.ColourType.of(picture.layout()), picture.profile(), picture.remarks());
        this.left = new byte[picture.rowBytes()];
        this.filtered = new byte[picture.rowBytes()];
    }

    public static Blob encode(PixelSize size, Picture.Layout layout, RowSource rows) {
        return encode(new Picture(size, layout, rows));
    }

    public static Blob encode(Picture picture) {
        FastPng encoder = new FastPng(picture);
        encoder.data();
        return encoder.file.end();
    }

    private void data() {
        PixelSize size = picture.size();
        int rowBytes = picture.rowBytes();
        int lineBytes = Math.addExact(rowBytes, 1);
        byte[] block = new byte[Math.max(1, BLOCK / lineBytes) * lineBytes];
        byte[] row = new byte[rowBytes];
        byte[] above = new byte[rowBytes];
        HuffmanBlock huffman = new HuffmanBlock(block.length);
        BitBuffer deflated = new BitBuffer();
        Adler32 adler = new Adler32();

        deflated.put(ZLIB_HEADER, 16);
        int filled = 0;
        for (int y = 0; y < size.height(); y++) {
            picture.rows().read(y, row);
            if (picture.layout() == Picture.Layout.GREY) {
                filterUp(row, above, block, filled);
            } else {
                filterSub(row, block, filled);
            }
            filled += lineBytes;
            byte[] swapped = above;
            above = row;
            row = swapped;

            boolean last = y == size.height() - 1;
            if (last || filled == block.length) {
                adler.update(block, 0, filled);
                huffman.write(block, filled, last, deflated);
                if (last) end(deflated, adler);
                file.data(deflated.bytes(), deflated.length());
                deflated.clear();
                filled = 0;
            }
        }
    }

    /** Differences to the pixel on the left: best of the plain filters for photos. */
    private void filterSub(byte[] row, byte[] block, int at) {
        int channels = picture.layout().channels();
        System.arraycopy(row, 0, left, channels, row.length - channels);
        filter(1, row, left, block, at);
    }

    /** Differences to the pixel above: masks change little from row to row. */
    private void filterUp(byte[] row, byte[] above, byte[] block, int at) {
        filter(2, row, above, block, at);
    }

    private void filter(int type, byte[] row, byte[] other, byte[] block, int at) {
        differences(row, other, filtered);
        block[at] = (byte) type;
        System.arraycopy(filtered, 0, block, at + 1, filtered.length);
    }

    /** Each at its own place in all three, which the JVM needs to know before it takes 32 at once. */
    private static void differences(byte[] row, byte[] other, byte[] filtered) {
        for (int i = 0; i < filtered.length; i++) filtered[i] = (byte) (row[i] - other[i]);
    }

    private static void end(BitBuffer deflated, Adler32 adler) {
        deflated.align();
        deflated.reserve(Integer.BYTES);
        deflated.put(Integer.toUnsignedLong(Integer.reverseBytes((int) adler.getValue())), Integer.SIZE);
    }
}
