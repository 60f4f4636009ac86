package io.kirinuki.worker.job.collect;

import io.kirinuki.worker.event.JobHeaders;
import java.util.Comparator;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Which of several answers to one request is the last: that of the request that was sent again most often, of those the
 * youngest, of those of one moment the one that lies farther back in the results topic. So which one it is does not depend
 * on the order in which they are read.
 */
record Rank(int redrives, long timestamp, int partition, long offset) implements Comparable<Rank> {
    static final int BYTES = 2 * Integer.BYTES + 2 * Long.BYTES;

    private static final Comparator<Rank> ORDER = Comparator.comparingInt(Rank::redrives)
            .thenComparingLong(Rank::timestamp)
            .thenComparingInt(Rank::partition)
            .thenComparingLong(Rank::offset);

    static Rank of(ConsumerRecord<byte[], byte[]> answer) {
        return new Rank(
                JobHeaders.replayCount(answer.headers()), answer.timestamp(), answer.partition(), answer.offset());
    }

    @Override
    public int compareTo(Rank other) {
        return ORDER.compare(this, other);
    }
}
