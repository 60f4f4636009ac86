package io.kirinuki.worker.ledger;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * How large a record each topic takes, as far as is known: what the producer sends at most, and less where a broker says so
 * or, where that may not be asked, has refused less. A record that is too large ends its transaction and the stream thread; known, it is not written again.
 *
 * <p>Any thread.
 */
public final class TopicLimits {
    /** Kafka's default of max.request.size. */
    private static final int USUAL_REQUEST = 1 << 20;
    /** More than a batch of one record adds, and more than any format adds to each header. */
    private static final int RECORD_BYTES = 96;

    private static final int HEADER_BYTES = 10;

    private final Map<String, Integer> told = new ConcurrentHashMap<>();
    private final Map<String, Integer> refused = new ConcurrentHashMap<>();
    private volatile int request = USUAL_REQUEST;

    void request(int bytes) {
        request = bytes;
    }

    /** A broker says so of a topic; what was refused before counts no more. */
    public void takes(String topic, int bytes) {
        told.put(topic, bytes);
    }

    /** A record of this size was too large. */
    void refused(String topic, int bytes) {
        refused.merge(topic, bytes - 1, Math::min);
    }

    int most(String topic) {
        Integer known = told.get(topic);
        return Math.min(request, known == null ? refused.getOrDefault(topic, Integer.MAX_VALUE) : known);
    }

    /** Of a record, from above. */
    static int bytes(byte[] key, byte[] value, Headers headers) {
        long bytes = RECORD_BYTES + length(key) + length(value);
        for (Header header : headers) bytes += HEADER_BYTES + 3L * header.key().length() + length(header.value());
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }

    private static long length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
