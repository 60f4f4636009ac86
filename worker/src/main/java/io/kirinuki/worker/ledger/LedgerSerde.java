package io.kirinuki.worker.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * Entries as CBOR: bytes stay bytes, and a newer worker reads what an older one wrote. The first field, {@code v}, is the
 * format: absent, as before there were others, it is 1; 2 knows {@link Suspicion}, which 1 overlooks. A format that is
 * newer than {@link #FORMAT} is not guessed at: see {@link NewerLedgerException}. What is no entry at all is read as none:
 * see {@link Ledger#restored}.
 */
final class LedgerSerde {
    static final int FORMAT = 2;

    private static final ObjectMapper CBOR = CBORMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .changeDefaultPropertyInclusion(included -> included.withValueInclusion(JsonInclude.Include.NON_ABSENT))
            .build();

    private static final byte MAP = (byte) 0xBF; // of a length that is not told, as Jackson writes records
    private static final byte[] VERSION = {0x61, 'v', FORMAT};
    private static final int MOST_IN_ONE_BYTE = 23;

    private LedgerSerde() {}

    static Serde<LedgerEntry> serde() {
        Serializer<LedgerEntry> write = (topic, entry) -> entry == null ? null : write(entry);
        Deserializer<LedgerEntry> read = (topic, bytes) -> bytes == null ? null : read(topic, bytes);
        return Serdes.serdeFrom(write, read);
    }

    private static byte[] write(LedgerEntry entry) {
        byte[] plain = CBOR.writeValueAsBytes(entry);
        byte[] versioned = new byte[plain.length + VERSION.length];
        versioned[0] = plain[0];
        System.arraycopy(VERSION, 0, versioned, 1, VERSION.length);
        System.arraycopy(plain, 1, versioned, 1 + VERSION.length, plain.length - 1);
        return versioned;
    }

    private static LedgerEntry read(String topic, byte[] bytes) {
        boolean versioned = bytes.length > VERSION.length
                && bytes[0] == MAP
                && bytes[1] == VERSION[0]
                && bytes[2] == VERSION[1]
                && bytes[3] >= 0;
        if (versioned && bytes[3] > FORMAT) {
            throw new NewerLedgerException(topic, bytes[3] > MOST_IN_ONE_BYTE ? "above 23" : "" + bytes[3], FORMAT);
        }
        try {
            return CBOR.readValue(bytes, LedgerEntry.class);
        } catch (JacksonException foreign) {
            return null;
        }
    }
}
