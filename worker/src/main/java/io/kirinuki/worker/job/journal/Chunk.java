package io.kirinuki.worker.job.journal;

import java.util.List;
import java.util.SortedMap;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Some of what a job has to send, and how far it has then come.
 *
 * @param answers that will come to what is sent
 * @param taken records or objects that were looked at
 * @param left of those, what is not sent, by reason
 * @param cursor behind what was taken
 */
public record Chunk(
        List<ProducerRecord<byte[], byte[]>> outgoing,
        long answers,
        long taken,
        SortedMap<String, Long> left,
        SortedMap<String, String> cursor) {}
