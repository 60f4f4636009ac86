package io.kirinuki.worker.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Dead letters for tests, in partition 0 of {@code failures} unless they say. */
public final class Buried {
    public static final long TIME = 1_700_000_000_000L;

    private Buried() {}

    /** @param headers names and values in turn */
    public static DeadLetter letter(String value, String... headers) {
        return letter(0, 0, value, headers);
    }

    public static DeadLetter letter(int partition, long offset, String value, String... headers) {
        Headers all = new RecordHeaders();
        for (int i = 0; i < headers.length; i += 2) all.add(headers[i], headers[i + 1].getBytes(UTF_8));
        return letter(partition, offset, value, all);
    }

    static DeadLetter letter(int partition, long offset, String value, Headers headers) {
        return DeadLetter.of(new ConsumerRecord<>(
                "failures",
                partition,
                offset,
                TIME,
                TimestampType.CREATE_TIME,
                -1,
                -1,
                null,
                value.getBytes(UTF_8),
                headers,
                Optional.empty()));
    }
}
