package io.kirinuki.worker.ledger;

import io.kirinuki.schema.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.IntSupplier;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a task has accepted and not answered, in memory and in a changelog: the promise that committing an offset early
 * loses nothing. Entries, answers and offsets change in one transaction.
 *
 * <p>Owned by the task's stream thread.
 */
final class Ledger {
    static final String STORE = "ledger";
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    /**
     * Two writes a record and next to nothing alive: small segments that are compacted soon, so that a restore reads
     * little. Who reads on after a sleep must find the ends of what it holds, else it would begin answered requests again:
     * so they are kept for a day, some 70 bytes for each request of that day.
     */
    private static final Map<String, String> CHANGELOG = Map.of(
            "cleanup.policy", "compact",
            "segment.bytes", Integer.toString(8 << 20),
            "segment.ms", Integer.toString(10 * 60 * 1000),
            "min.cleanable.dirty.ratio", "0.05",
            "delete.retention.ms", Integer.toString(24 * 60 * 60 * 1000));

    /** Of these the latest are kept as they were put, as long as they are small: reading one costs as much as writing it. */
    private static final int KEPT = 256;

    private static final int KEPT_BYTES = 4 << 10;

    private final KeyValueStore<String, LedgerEntry> entries;
    private final SequencedMap<Position, LedgerEntry> kept = new LinkedHashMap<>();
    private final Runnable changes;
    private final IntSupplier most;

    /**
     * @param changes is told before each change
     * @param most bytes of a record that its topic takes, as far as is known
     */
    Ledger(KeyValueStore<String, LedgerEntry> entries, Runnable changes, IntSupplier most) {
        this.entries = entries;
        this.changes = changes;
        this.most = most;
    }

    /** {@code suffix} ends the store's name. */
    static StoreBuilder<KeyValueStore<String, LedgerEntry>> store(String suffix) {
        return Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(STORE + suffix), Serdes.String(), LedgerSerde.serde())
                .withCachingDisabled()
                .withLoggingEnabled(CHANGELOG);
    }

    LedgerEntry entry(Position position) {
        LedgerEntry entry = kept.get(position);
        return entry != null ? entry : entries.get(id(position));
    }

    /** What {@link #put} would keep. */
    LedgerEntry fitting(LedgerEntry entry) {
        return entry.within(most.getAsInt());
    }

    /** What it holds now: of an entry that its topic does not take, only what names it. */
    LedgerEntry put(LedgerEntry entry) {
        changes.run();
        LedgerEntry fits = fitting(entry);
        entries.put(id(fits.position()), fits);
        keep(fits);
        return fits;
    }

    private void keep(LedgerEntry entry) {
        kept.remove(entry.position()); // so that it comes to stand among the latest
        if (entry.bytes() > KEPT_BYTES) return;
        kept.put(entry.position(), entry);
        if (kept.size() > KEPT) kept.pollFirstEntry();
    }

    void remove(Position position) {
        changes.run();
        kept.remove(position);
        // put, for a deletion reads what was there
        entries.put(id(position), null);
    }

    /** Changes nothing, and has the transaction under way be one that is committed: an end of what never was. */
    void touch() {
        changes.run();
        entries.put("", null);
    }

    /** All entries, oldest offset first within each partition. */
    List<LedgerEntry> all() {
        List<LedgerEntry> all = new ArrayList<>();
        try (KeyValueIterator<String, LedgerEntry> each = entries.all()) {
            // What somebody else wrote under a key that is no text of ours cannot be removed, and is no entry.
            each.forEachRemaining(row -> {
                if (row.value != null && position(row.key).isPresent()) all.add(row.value);
            });
        }
        return all;
    }

    /**
     * The entries that a former owner left. What somebody else wrote into the ledger's topic is removed where its key names
     * no request; where it does it took the request's place, of which only the position is left.
     */
    List<LedgerEntry> restored() {
        List<LedgerEntry> restored = new ArrayList<>();
        List<String> foreign = new ArrayList<>();
        try (KeyValueIterator<String, LedgerEntry> each = entries.all()) {
            each.forEachRemaining(row -> {
                Optional<Position> position = position(row.key);
                if (position.isEmpty()) {
                    foreign.add(row.key);
                } else if (row.value != null && position.get().equals(row.value.position())) {
                    restored.add(row.value);
                } else {
                    restored.add(LedgerEntry.garbled(position.get()));
                }
            });
        }
        for (String key : foreign) {
            LOG.warn("Somebody else wrote into the ledger's topic, under a key that names no request: {}", key);
            changes.run();
            entries.put(key, null);
        }
        for (LedgerEntry entry : restored) {
            if (!entry.wasGarbled()) continue;
            LOG.error("Somebody else wrote into the ledger's topic, over the request at {}", entry.position());
            put(entry);
        }
        return restored;
    }

    /** Of what {@link #id} makes; one zero less is what a position's own text may have. */
    private static Optional<Position> position(String key) {
        return Position.parse(key.replaceFirst("@0", "@").replaceFirst("#0", "#"))
                .filter(position -> id(position).equals(key));
    }

    /** Sorts as text in the order of offsets, and of the requests of one record. */
    static String id(Position position) {
        String record = position.topic() + '-' + position.partition() + '@' + padded(position.offset(), 19);
        return position.index().isPresent()
                ? record + '#' + padded(position.index().get(), 10)
                : record;
    }

    /** Not by a format, which takes as long as all else that is done for a record here. */
    private static String padded(long number, int digits) {
        String text = Long.toString(number);
        return "0".repeat(digits - text.length()) + text;
    }
}
