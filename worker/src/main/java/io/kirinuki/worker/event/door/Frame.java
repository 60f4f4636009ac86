package io.kirinuki.worker.event.door;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a schema registry's serializer puts before the JSON: a byte 0 and the schema's id, of 4 bytes as Confluent writes
 * it, of 8 as Apicurio does where it uses no headers. Newer forms of both keep the id in a header and need no unpacking.
 * The id is not looked up: what a request is, its own schema says.
 *
 * @param prefix what was taken off; empty where the value is not framed
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record Frame(byte[] prefix, byte[] payload) {
    private static final int CONFLUENT = 1 + 4;
    private static final int APICURIO = 1 + 8;

    static Frame of(byte[] value) {
        if (value.length == 0 || value[0] != 0) return split(value, 0);
        if (beginsJson(value, CONFLUENT)) return split(value, CONFLUENT);
        return split(value, beginsJson(value, APICURIO) ? APICURIO : 0);
    }

    /** What a registry's frame holds that is no JSON, in words; empty where it may be some, or there is no frame. */
    static Optional<String> foreign(byte[] value) {
        boolean framed = value.length > CONFLUENT && value[0] == 0;
        if (!framed || beginsJson(value, CONFLUENT) || beginsJson(value, APICURIO)) return Optional.empty();
        return Optional.of(
                ("the value is framed by a schema registry, schema id %d, and holds no JSON: Avro or Protobuf;"
                                + " JSON is read, with such a frame or without")
                        .formatted(ByteBuffer.wrap(value).getInt(1)));
    }

    private static Frame split(byte[] value, int at) {
        return new Frame(Arrays.copyOf(value, at), at == 0 ? value : Arrays.copyOfRange(value, at, value.length));
    }

    private static boolean beginsJson(byte[] value, int at) {
        return value.length > at && (value[at] == '{' || Character.isWhitespace(value[at]));
    }

    /** Another payload in the same frame. */
    byte[] around(byte[] other) {
        byte[] framed = Arrays.copyOf(prefix, prefix.length + other.length);
        System.arraycopy(other, 0, framed, prefix.length, other.length);
        return framed;
    }
}
