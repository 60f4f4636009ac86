package io.kirinuki.worker.ledger;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Has every transaction name an offset of each partition whose ledger it changes. By that the broker knows the commit of a
 * worker that the group has given up, and refuses it. Streams names only partitions of which its task has consumed
 * something: what a task answers before that, out of a ledger that it took over, would be committed beside the answers of
 * the next owner, and nobody would be any the wiser.
 *
 * <p>So are those said that stand behind what nobody may read, as the records of a transaction that was given up: Streams
 * says it of no task that has not consumed anything, and the group would seem to have work left.
 *
 * <p>And of a task that starts anew is said where its consumer went back to, until Streams knows: what it says before
 * that is how far the task's former life had read, of which nothing is in the ledger.
 *
 * <p>Each stream thread has its own: it has one consumer, one producer and one transaction for all of its tasks.
 */
final class Fence {
    private static final class Own {
        private final Map<TopicPartition, OffsetAndMetadata> begins = new HashMap<>();
        private final Set<TopicPartition> changed = new HashSet<>();
        private final Map<TopicPartition, Long> goneBack = new HashMap<>();
        private Map<TopicPartition, Long> stands = Map.of();

        private boolean unsaid(TopicPartition partition) {
            Long stand = stands.get(partition);
            OffsetAndMetadata begin = begins.get(partition);
            return stand != null && (begin == null || begin.offset() < stand);
        }
    }

    private final ThreadLocal<Own> own = ThreadLocal.withInitial(Own::new);

    /** A task begins there; {@code committed} is null where nothing was. */
    void begins(TopicPartition partition, OffsetAndMetadata committed) {
        if (committed == null) {
            own.get().begins.remove(partition);
        } else {
            own.get().begins.put(partition, committed);
        }
    }

    /** Where the consumer went back to, in partitions of which Streams is yet to be told; for the consumer to change. */
    Map<TopicPartition, Long> goneBack() {
        return own.get().goneBack;
    }

    /** The transaction under way changes the ledger of that partition. */
    void changes(TopicPartition partition) {
        own.get().changed.add(partition);
    }

    /**
     * Where the consumer stands in partitions whose tasks run and of which it has handed over no record: all that lies
     * before was not to be read.
     */
    void stands(Map<TopicPartition, Long> offsets) {
        own.get().stands = offsets;
    }

    /** Whether no transaction has said yet where the consumer stands there. */
    boolean unsaid(TopicPartition partition) {
        return own.get().unsaid(partition);
    }

    /**
     * What the transaction is to name: what was consumed, which is what Streams {@code says} but for tasks that start anew;
     * where the consumer stands of which nothing was handed over; and where the other tasks began that have consumed nothing.
     */
    Map<TopicPartition, OffsetAndMetadata> toName(Map<TopicPartition, OffsetAndMetadata> says) {
        Own mine = own.get();
        Map<TopicPartition, OffsetAndMetadata> consumed = consumed(says, mine.goneBack);
        mine.begins.keySet().removeAll(consumed.keySet());
        boolean news = mine.stands.keySet().stream().anyMatch(mine::unsaid);
        if (!news && consumed.keySet().containsAll(mine.changed)) return consumed;
        Map<TopicPartition, OffsetAndMetadata> named = new HashMap<>(consumed);
        mine.stands.forEach((partition, offset) -> {
            if (consumed.containsKey(partition) || !mine.unsaid(partition)) return;
            OffsetAndMetadata begin = mine.begins.get(partition);
            OffsetAndMetadata stand = begin == null
                    ? new OffsetAndMetadata(offset)
                    : new OffsetAndMetadata(offset, begin.leaderEpoch(), begin.metadata());
            mine.begins.put(partition, stand); // true also where this transaction is given up: nothing lies between
            named.put(partition, stand);
        });
        for (TopicPartition partition : mine.changed) {
            OffsetAndMetadata begin = mine.begins.get(partition);
            if (begin != null) named.putIfAbsent(partition, begin);
        }
        return named;
    }

    private static Map<TopicPartition, OffsetAndMetadata> consumed(
            Map<TopicPartition, OffsetAndMetadata> says, Map<TopicPartition, Long> goneBack) {
        if (Collections.disjoint(says.keySet(), goneBack.keySet())) return says;
        Map<TopicPartition, OffsetAndMetadata> consumed = new HashMap<>(says);
        goneBack.forEach((partition, offset) -> consumed.computeIfPresent(
                partition, (same, former) -> new OffsetAndMetadata(offset, Optional.empty(), former.metadata())));
        return consumed;
    }

    /** The transaction names all that it must, so that a commit that is tried again need not say it again; or is given up. */
    void settled() {
        own.get().changed.clear();
    }
}
