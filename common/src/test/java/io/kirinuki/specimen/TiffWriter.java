package io.kirinuki.specimen;

import io.kirinuki.image.PixelSize;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.Deflater;

/** A TIFF in pieces of any kind, uncompressed or deflated (TIFF 6.0), in the order of little-endian machines. */
final class TiffWriter {
    private static final int SIDE = 256;
    private static final int ROWS = 16;
    private static final int STRAIGHT = 2;
    private static final int DEFLATE = 8;

    /** How pixels are laid in the file. */
    enum Layout {
        ONE_STRIP(" in one strip"),
        STRIPS(""),
        TILES(" in tiles"),
        PLANES(" in planes"),
        DEFLATED_TILES(" in deflated tiles"),
        ONE_DEFLATED_STRIP(" in one deflated strip");

        private final String words;

        Layout(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        private boolean tiled() {
            return this == TILES || this == DEFLATED_TILES;
        }

        private boolean deflated() {
            return this == DEFLATED_TILES || this == ONE_DEFLATED_STRIP;
        }
    }

    private final PixelSize size;
    private final int photometric;
    private final int channels;
    private final int bits;
    private final Layout layout;

    TiffWriter(PixelSize size, int photometric, int channels, int bits, Layout layout) {
        this.size = size;
        this.photometric = photometric;
        this.channels = channels;
        this.bits = bits;
        this.layout = layout;
    }

    byte[] file() {
        List<byte[]> pieces = pieces();
        TreeMap<Integer, int[]> tags = new TreeMap<>();
        tags.put(256, new int[] {size.width()});
        tags.put(257, new int[] {size.height()});
        tags.put(258, filled(channels, bits));
        tags.put(259, new int[] {layout.deflated() ? DEFLATE : 1});
        tags.put(262, new int[] {photometric});
        tags.put(274, new int[] {1});
        tags.put(277, new int[] {channels});
        if (layout == Layout.PLANES) tags.put(284, new int[] {2});
        if (channels == 4 && photometric == 2) tags.put(338, new int[] {STRAIGHT});
        int[] places = new int[pieces.size()];
        int[] lengths = new int[pieces.size()];
        if (layout.tiled()) {
            tags.put(322, new int[] {side()});
            tags.put(323, new int[] {side()});
        } else {
            tags.put(278, new int[] {rows()});
        }
        tags.put(layout.tiled() ? 324 : 273, places);
        tags.put(layout.tiled() ? 325 : 279, lengths);
        int values = 8 + 2 + 12 * tags.size() + 4;
        int at = values;
        for (int[] each : tags.values()) if (each.length > 1) at += 4 * each.length;
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (int i = 0; i < places.length; i++) {
            places[i] = at + content.size();
            lengths[i] = pieces.get(i).length;
            content.writeBytes(pieces.get(i));
        }
        ByteBuffer file = ByteBuffer.allocate(at + content.size()).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {'I', 'I', 42, 0}).putInt(8).putShort((short) tags.size());
        int next = values;
        for (var tag : tags.entrySet()) {
            int[] each = tag.getValue();
            file.putShort(tag.getKey().shortValue()).putShort((short) 4).putInt(each.length);
            if (each.length == 1) {
                file.putInt(each[0]);
            } else {
                file.putInt(next);
                for (int value : each) {
                    file.putInt(next, value);
                    next += 4;
                }
            }
        }
        return file.putInt(0).put(at, content.toByteArray()).array();
    }

    private static int[] filled(int length, int value) {
        int[] all = new int[length];
        Arrays.fill(all, value);
        return all;
    }

    private int side() {
        return size.width() < SIDE ? 32 : SIDE; // 16x16 pixels of three bytes, uncompressed, are not read
    }

    private int rows() {
        return layout == Layout.ONE_STRIP || layout == Layout.ONE_DEFLATED_STRIP ? size.height() : ROWS;
    }

    private List<byte[]> pieces() {
        List<byte[]> pieces = new ArrayList<>();
        int width = layout.tiled() ? side() : size.width();
        int height = layout.tiled() ? side() : rows();
        int planes = layout == Layout.PLANES ? channels : 1;
        for (int plane = 0; plane < planes; plane++) {
            for (int y = 0; y < size.height(); y += height) {
                for (int x = 0; x < size.width(); x += width) {
                    int rows = layout.tiled() ? height : Math.min(height, size.height() - y);
                    byte[] piece = piece(x, y, width, rows, plane);
                    pieces.add(layout.deflated() ? deflated(piece) : piece);
                }
            }
        }
        return pieces;
    }

    private byte[] piece(int left, int top, int width, int height, int plane) {
        boolean planes = layout == Layout.PLANES;
        int samples = planes ? 1 : channels;
        byte[] piece = new byte[width * height * samples * bits / 8];
        int at = 0;
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                for (int i = 0; i < samples; i++) {
                    for (int b = 0; b < bits / 8; b++) piece[at++] = (byte) Drawn.sample(x, y, planes ? plane : i);
                }
            }
        }
        return piece;
    }

    private static byte[] deflated(byte[] piece) {
        Deflater deflater = new Deflater(1);
        deflater.setInput(piece);
        deflater.finish();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 16];
        while (!deflater.finished()) packed.write(buffer, 0, deflater.deflate(buffer));
        deflater.end();
        return packed.toByteArray();
    }
}
