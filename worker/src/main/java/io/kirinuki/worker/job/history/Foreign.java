package io.kirinuki.worker.job.history;

import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.Json;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Records that are not what their topic should hold, such as tombstones and those of other programs: passed over, counted
 * by reason, and the first of each reason named in the log. Owned by one thread.
 */
public final class Foreign {
    static final String EMPTY = "without a value";
    static final String NO_ANSWER = "no answer";

    private static final Logger LOG = LoggerFactory.getLogger(Foreign.class);
    private static final int NAMED = 3;

    private final SortedMap<String, Long> counts = new TreeMap<>();

    public void pass(ConsumerRecord<byte[], byte[]> record, String reason) {
        if (counts.merge(reason, 1L, Long::sum) > NAMED) return;
        LOG.warn("{}-{}@{} is passed over: {}", record.topic(), record.partition(), record.offset(), reason);
    }

    /** What a record of the results topic says; empty where it is no answer, and counted then. */
    public Optional<ImageAnswer> answer(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            pass(record, EMPTY);
            return Optional.empty();
        }
        try {
            ImageAnswer answer = Json.readAnswer(record.value());
            if (answer != null && answer.position().offset() >= 0) return Optional.of(answer);
        } catch (JacksonException e) {
            LOG.debug("{}", e.toString());
        }
        pass(record, NO_ANSWER);
        return Optional.empty();
    }

    public SortedMap<String, Long> counts() {
        return Collections.unmodifiableSortedMap(counts);
    }
}
