package io.kirinuki.image.decode;

import io.kirinuki.image.PixelSize;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;

/** A TIFF that is put together tag by tag and piece by piece. Owned by one thread. */
final class TiffOf {
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int RATIONAL = 5;
    private static final int COEFFICIENTS = 529;

    private final ByteOrder order;
    private final Map<Integer, int[]> tags = new TreeMap<>();
    private final List<byte[]> pieces = new ArrayList<>();

    TiffOf(ByteOrder order, PixelSize size) {
        this.order = order;
        tag(256, size.width()).tag(257, size.height()).tag(259, 1);
    }

    TiffOf tag(int number, int... values) {
        tags.put(number, values);
        return this;
    }

    TiffOf piece(byte[] data) {
        pieces.add(data);
        return this;
    }

    byte[] strips() {
        return file(273, 279);
    }

    byte[] tiles() {
        return file(324, 325);
    }

    /** @param lengths the tag of theirs; one that is there already stays */
    byte[] file(int places, int lengths) {
        tags.putIfAbsent(
                lengths, pieces.stream().mapToInt(piece -> piece.length).toArray());
        tags.put(places, new int[pieces.size()]);
        int at = 8 + 2 + 12 * tags.size() + 4;
        for (Map.Entry<Integer, int[]> tag : tags.entrySet()) at += beside(tag);
        for (int i = 0; i < pieces.size(); i++) {
            tags.get(places)[i] = at;
            at += pieces.get(i).length;
        }
        ByteBuffer file = ByteBuffer.allocate(at).order(order);
        file.put((order == ByteOrder.LITTLE_ENDIAN ? "II*\0" : "MM\0*").getBytes(StandardCharsets.ISO_8859_1));
        file.putInt(8).putShort((short) tags.size());
        int values = 8 + 2 + 12 * tags.size() + 4;
        for (Map.Entry<Integer, int[]> tag : tags.entrySet()) {
            int entry = file.position();
            int type = type(tag.getKey());
            file.putShort(tag.getKey().shortValue()).putShort((short) type);
            file.putInt(type == RATIONAL ? tag.getValue().length / 2 : tag.getValue().length);
            if (beside(tag) > 0) file.putInt(values).position(values);
            for (int value : tag.getValue()) {
                if (type == SHORT) file.putShort((short) value);
                else file.putInt(value);
            }
            values += beside(tag);
            file.position(entry + 12);
        }
        file.position(values);
        pieces.forEach(file::put);
        return file.array();
    }

    private static int type(int tag) {
        if (tag == COEFFICIENTS) return RATIONAL;
        return tag == 273 || tag == 279 || tag == 324 || tag == 325 ? LONG : SHORT;
    }

    /** Bytes of values that do not fit in their entry. */
    private static int beside(Map.Entry<Integer, int[]> tag) {
        int bytes = tag.getValue().length * (type(tag.getKey()) == SHORT ? 2 : 4);
        return bytes <= 4 ? 0 : bytes;
    }

    /** By deflate, by PackBits without a run, or not at all. */
    static byte[] packed(byte[] piece, int compression) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        switch (compression) {
            case 1 -> packed.writeBytes(piece);
            case 8 -> {
                try (DeflaterOutputStream deflated = new DeflaterOutputStream(packed)) {
                    deflated.write(piece);
                } catch (java.io.IOException never) {
                    throw new java.io.UncheckedIOException(never);
                }
            }
            default -> {
                for (int at = 0; at < piece.length; at += 128) {
                    int count = Math.min(128, piece.length - at);
                    packed.write(count - 1);
                    packed.writeBytes(Arrays.copyOfRange(piece, at, at + count));
                }
            }
        }
        return packed.toByteArray();
    }
}
