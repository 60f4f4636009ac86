package io.kirinuki.schema;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Whether bytes are UTF-8 as RFC 3629 has it, which JSON between systems must be (RFC 8259, section 8.1). Parsers are more
 * generous: Jackson takes the two bytes C0 AE for a dot, and a name that others have checked would become another one.
 */
public final class Utf8 {
    private Utf8() {}

    /** What is wrong, and where; empty where nothing is. */
    public static Optional<String> problem(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CoderResult result = decoder.decode(in, CharBuffer.allocate(bytes.length), true);
        if (!result.isError()) return Optional.empty();
        return Optional.of("not UTF-8: byte 0x%02x at offset %d".formatted(bytes[in.position()], in.position()));
    }
}
