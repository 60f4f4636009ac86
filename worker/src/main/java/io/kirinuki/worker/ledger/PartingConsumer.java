package io.kirinuki.worker.ledger;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Has ledgers hand over in order before their partitions are taken away: Streams commits while it is told of a
 * revocation, and closes its processors after that, when they can write no more.
 *
 * <p>It commits only where a task has done something since its last commit, and partitions are taken away within a poll
 * only. So while a suspect runs, no poll is begun between a commit and the ledger's next tick.
 *
 * <p>Owned by its stream thread.
 */
final class PartingConsumer extends PausingConsumer {
    private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();
    /** A ledger that cannot tick, as while its task is paused, must not keep its thread from polling. */
    private static final int MOST_POLLS_LEFT_OUT = 200;

    private final Custody custody;
    private int pollsLeftOut;

    PartingConsumer(Map<String, Object> config, InFlight inFlight, Marks marks, Custody custody) {
        super(config, inFlight, marks, custody.fence());
        this.custody = custody;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        if (custody.anySuspectRuns() && pollsLeftOut < MOST_POLLS_LEFT_OUT && !custody.canHandOver(assignment())) {
            pollsLeftOut++;
            LockSupport.parkNanos(PAUSE_NANOS);
            return ConsumerRecords.empty();
        }
        pollsLeftOut = 0;
        return super.poll(timeout);
    }

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
        super.subscribe(topics, parting(listener));
    }

    @Override
    public void subscribe(Pattern topics, ConsumerRebalanceListener listener) {
        super.subscribe(topics, parting(listener));
    }

    private ConsumerRebalanceListener parting(ConsumerRebalanceListener streams) {
        return new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                custody.handOver(partitions);
                streams.onPartitionsRevoked(partitions);
            }

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                streams.onPartitionsAssigned(partitions);
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> partitions) {
                streams.onPartitionsLost(partitions);
            }
        };
    }
}
