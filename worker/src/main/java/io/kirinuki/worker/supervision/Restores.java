package io.kirinuki.worker.supervision;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/**
 * The ledgers that are being restored, and since when each got no further. One waits where a worker that died left a
 * transaction open: Kafka ends that after its timeout, and for ever where it has lost it (docs/kafka-lost-markers.md).
 * Until then the requests of that partition are not answered.
 *
 * <p>Threads: Streams' own tell, any may ask.
 */
public final class Restores implements StateRestoreListener {
    /** Brokers look every ten seconds for transactions that have taken too long. */
    private static final Duration BROKERS_LOOK = Duration.ofSeconds(10);

    private record Restore(long next, long end, long since) {}

    private final String bootstrap;
    private final Duration patience;
    private final LongSupplier nanos;
    private final Map<TopicPartition, Restore> under = new ConcurrentHashMap<>();

    /** @param timeout of transactions of the workers */
    public Restores(String bootstrap, Duration timeout) {
        this(bootstrap, timeout, System::nanoTime);
    }

    Restores(String bootstrap, Duration timeout, LongSupplier nanos) {
        this.bootstrap = bootstrap;
        this.patience = timeout.plus(BROKERS_LOOK);
        this.nanos = nanos;
    }

    /**
     * How one of them stands.
     *
     * @param hangs it waits for longer than for a worker that died
     */
    public record Standing(String changelog, boolean hangs, String words) {}

    public List<Standing> standings() {
        return under.entrySet().stream()
                .map(each -> standing(each.getKey(), each.getValue()))
                .sorted(Comparator.comparing(Standing::changelog))
                .toList();
    }

    private Standing standing(TopicPartition changelog, Restore restore) {
        Duration quiet = Duration.ofNanos(Math.max(0, nanos.getAsLong() - restore.since()));
        boolean hangs = quiet.compareTo(patience) >= 0;
        String words = "at offset %d of %d, no further for %.1f s"
                .formatted(restore.next(), restore.end(), quiet.toMillis() / 1e3);
        return new Standing(changelog.toString(), hangs, hangs ? words + why(changelog) : words);
    }

    private String why(TopicPartition changelog) {
        return (": a transaction that does not end is in its way; `kafka-transactions.sh --bootstrap-server %s"
                        + " find-hanging --topic %s --partition %d` names it, and `abort` with what that says ends it")
                .formatted(bootstrap, changelog.topic(), changelog.partition());
    }

    @Override
    public void onRestoreStart(TopicPartition changelog, String store, long start, long end) {
        under.put(changelog, new Restore(start, end, nanos.getAsLong()));
    }

    @Override
    public void onBatchRestored(TopicPartition changelog, String store, long batchEnd, long restored) {
        under.computeIfPresent(changelog, (same, before) -> new Restore(batchEnd + 1, before.end(), nanos.getAsLong()));
    }

    @Override
    public void onRestoreEnd(TopicPartition changelog, String store, long restored) {
        under.remove(changelog);
    }

    @Override
    public void onRestoreSuspended(TopicPartition changelog, String store, long restored) {
        under.remove(changelog);
    }
}
