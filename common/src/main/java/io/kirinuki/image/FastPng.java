package io.kirinuki.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

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

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int ZLIB_HEADER = 0x0178; // deflate with a window of 32 KiB, fastest; first byte lowest

    private static final String PROFILE_NAME = "ICC profile";

    private final Picture picture;
    private final Blob.Writer png = new Blob.Writer();

    private FastPng(Picture picture) {
        this.picture = picture;
    }

    public static Blob encode(PixelSize size, Picture.Layout layout, RowSource rows) {
        return encode(new Picture(size, layout, rows));
    }

    public static Blob encode(Picture picture) {
        FastPng encoder = new FastPng(picture);
        encoder.png.write(SIGNATURE, 0, SIGNATURE.length);
        encoder.header();
        encoder.profile();
        encoder.data();
        encoder.chunk("IEND", new byte[0], 0);
        return encoder.png.toBlob();
    }

    private void header() {
        byte[] header = ByteBuffer.allocate(13)
                .putInt(picture.size().width())
                .putInt(picture.size().height())
                .put((byte) 8)
                .put(colourType(picture.layout()))
                .array(); // the rest is 0: deflate, adaptive filtering, no interlace
        chunk("IHDR", header, header.length);
    }

    /** A profile of other than the picture's channels would be against the specification, and helps nobody. */
    private void profile() {
        IccProfile.Space space = picture.layout() == Picture.Layout.GREY ? IccProfile.Space.GREY : IccProfile.Space.RGB;
        picture.profile()
                .filter(each -> each.space().equals(Optional.of(space)))
                .ifPresent(each -> {
                    byte[] content = profileChunk(each);
                    chunk("iCCP", content, content.length);
                });
    }

    private static byte[] profileChunk(IccProfile profile) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(PROFILE_NAME.getBytes(StandardCharsets.ISO_8859_1));
        content.write(0); // the name's end
        content.write(0); // deflate
        try (OutputStream deflated = new DeflaterOutputStream(content)) {
            deflated.write(profile.bytes().bytes());
        } catch (IOException never) {
            throw new UncheckedIOException("memory can be written", never);
        }
        return content.toByteArray();
    }

    private static byte colourType(Picture.Layout layout) {
        return switch (layout) {
            case GREY -> 0;
            case RGB -> 2;
            case RGBA -> 6;
        };
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
                filterSub(row, picture.layout().channels(), block, filled);
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
                chunk("IDAT", deflated.bytes(), deflated.length());
                deflated.clear();
                filled = 0;
            }
        }
    }

    /** Differences to the pixel on the left: best of the plain filters for photos. */
    private static void filterSub(byte[] row, int channels, byte[] block, int at) {
        block[at] = 1;
        System.arraycopy(row, 0, block, at + 1, channels);
        for (int i = channels; i < row.length; i++) block[at + 1 + i] = (byte) (row[i] - row[i - channels]);
    }

    /** Differences to the pixel above: masks change little from row to row. */
    private static void filterUp(byte[] row, byte[] above, byte[] block, int at) {
        block[at] = 2;
        for (int i = 0; i < row.length; i++) block[at + 1 + i] = (byte) (row[i] - above[i]);
    }

    private static void end(BitBuffer deflated, Adler32 adler) {
        deflated.align();
        deflated.reserve(Integer.BYTES);
        deflated.put(Integer.toUnsignedLong(Integer.reverseBytes((int) adler.getValue())), Integer.SIZE);
    }

    private void chunk(String type, byte[] data, int length) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data, 0, length);
        number(length);
        png.write(name, 0, name.length);
        png.write(data, 0, length);
        number((int) crc.getValue());
    }

    private void number(int value) {
        png.write(ByteBuffer.allocate(Integer.BYTES).putInt(value).array(), 0, Integer.BYTES);
    }
}
