package io.kirinuki.image.heif;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes boxes (ISO/IEC 14496-12, section 4.2). */
final class BoxWriter {
    private BoxWriter() {}

    static byte[] box(String type, byte[]... parts) {
        int length = 8;
        for (byte[] part : parts) length = Math.addExact(length, part.length);
        ByteBuffer box = ByteBuffer.allocate(length).putInt(length).put(bytes(type));
        for (byte[] part : parts) box.put(part);
        return box.array();
    }

    /** Of a version, and flags that say nothing. */
    static byte[] full(String type, int version, byte[]... parts) {
        return box(type, u32(version << 24), joined(parts));
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) all.writeBytes(part);
        return all.toByteArray();
    }

    static byte[] bytes(String latin) {
        return latin.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] u16(int value) {
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    static byte[] u32(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }
}
