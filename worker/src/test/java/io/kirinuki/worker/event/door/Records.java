package io.kirinuki.worker.event.door;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.schema.Position;
import io.kirinuki.worker.ledger.Intake;
import io.kirinuki.worker.ledger.LedgerEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/** Records as they come, and the entries that a ledger would make of them. */
final class Records {
    static final String REQUEST =
            "{\"source\": {\"bucket\": \"photos\", \"key\": \"red shoe.jpg\"}, \"pipeline\": \"cutout\"}";

    private Records() {}

    static Record<byte[], byte[]> record(String value, String... headers) {
        return record(value.getBytes(UTF_8), headers);
    }

    /** @param headers names and values in turn */
    static Record<byte[], byte[]> record(byte[] value, String... headers) {
        Headers all = new RecordHeaders();
        for (int i = 0; i < headers.length; i += 2) all.add(headers[i], headers[i + 1].getBytes(UTF_8));
        return new Record<>(null, value, 0, all);
    }

    static String sample(String name) {
        try (var file = Records.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String event(String name, String bucket, String key, String more) {
        return "{\"eventName\": \"%s\", \"s3\": {\"bucket\": {\"name\": \"%s\"}, \"object\": {\"key\": \"%s\"%s}}}"
                .formatted(name, bucket, key, more);
    }

    static String notification(String... events) {
        return "{\"Records\": [%s]}".formatted(String.join(", ", events));
    }

    /** What a worker reads of a record, share by share. */
    static List<Asked> asked(Doors doors, Record<byte[], byte[]> record) {
        List<Asked> asked = new ArrayList<>();
        for (Intake.Share share : doors.shares(record)) asked.add(doors.read(entry(record, share)));
        return asked;
    }

    private static LedgerEntry entry(Record<byte[], byte[]> record, Intake.Share share) {
        List<LedgerEntry.Header> headers = new ArrayList<>();
        record.headers().forEach(h -> headers.add(new LedgerEntry.Header(h.key(), Optional.ofNullable(h.value()))));
        return new LedgerEntry(
                new Position("requests", 0, 7, share.index()),
                0,
                Optional.empty(),
                Optional.ofNullable(share.value()),
                headers,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
