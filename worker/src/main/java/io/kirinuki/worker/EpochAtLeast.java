package io.kirinuki.worker;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * A record's own timestamp, or 0 where it has none or one before 1970. Answers are ordered by offset, so that a wrong
 * clock of a requester does no harm; Kafka's own extractors end the stream thread, again and again, or drop the request.
 */
public final class EpochAtLeast implements TimestampExtractor {
    /** For Kafka Streams, which is given the class. */
    public EpochAtLeast() {}

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        return Math.max(0, record.timestamp());
    }
}
