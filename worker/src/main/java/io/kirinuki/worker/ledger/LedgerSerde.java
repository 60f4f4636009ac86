package io.kirinuki.worker.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

/** Entries as CBOR: bytes stay bytes, and a newer worker reads what an older one wrote. */
final class LedgerSerde {
    private static final ObjectMapper CBOR = CBORMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .changeDefaultPropertyInclusion(included -> included.withValueInclusion(JsonInclude.Include.NON_ABSENT))
            .build();

    private LedgerSerde() {}

    static Serde<LedgerEntry> serde() {
        Serializer<LedgerEntry> write = (topic, entry) -> entry == null ? null : CBOR.writeValueAsBytes(entry);
        Deserializer<LedgerEntry> read =
                (topic, bytes) -> bytes == null ? null : CBOR.readValue(bytes, LedgerEntry.class);
        return Serdes.serdeFrom(write, read);
    }
}
