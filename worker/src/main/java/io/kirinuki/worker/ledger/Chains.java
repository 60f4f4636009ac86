package io.kirinuki.worker.ledger;

import io.kirinuki.schema.Position;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Keeps answers of one record key in the order of its records: each waits for the one before. Different keys overtake
 * each other, and records without a key wait for none; in partition order all are one chain.
 *
 * <p>Owned by the task's stream thread.
 */
final class Chains {
    private static final ByteBuffer WHOLE_PARTITION = ByteBuffer.allocate(0);

    private final LedgerConfig.Order order;
    private final Map<ByteBuffer, Queue<Position>> links = new HashMap<>();

    Chains(LedgerConfig.Order order) {
        this.order = order;
    }

    /** Adds a record at the end of its chain; true where it need not wait. */
    boolean join(LedgerEntry entry) {
        Optional<ByteBuffer> chain = chain(entry);
        if (chain.isEmpty()) return true;
        Queue<Position> waiting = links.get(chain.get());
        if (waiting != null) {
            waiting.add(entry.position());
            return false;
        }
        links.put(chain.get(), new ArrayDeque<>());
        return true;
    }

    /** Takes the first off its chain; gives the one that may go next. */
    Optional<Position> leave(LedgerEntry entry) {
        Optional<ByteBuffer> chain = chain(entry);
        if (chain.isEmpty()) return Optional.empty();
        Position next = links.get(chain.get()).poll();
        if (next == null) links.remove(chain.get());
        return Optional.ofNullable(next);
    }

    private Optional<ByteBuffer> chain(LedgerEntry entry) {
        return order == LedgerConfig.Order.PARTITION
                ? Optional.of(WHOLE_PARTITION)
                : entry.key().map(ByteBuffer::wrap);
    }
}
