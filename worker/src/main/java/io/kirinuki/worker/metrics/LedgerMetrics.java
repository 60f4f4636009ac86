package io.kirinuki.worker.metrics;

import io.kirinuki.outcome.Failure;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;

/** What the ledger accepts, answers, puts off and buries. */
public final class LedgerMetrics {
    private static final double[] AGE_SECONDS = {0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 21600};

    private final Registry registry;
    private final Counter records;
    private final Histogram age;
    private final Counter failures;
    private final Counter retries;
    private final Counter deadLetters;
    private final Counter restored;

    LedgerMetrics(Registry registry) {
        this.registry = registry;
        records = registry.counter("records", "Requests answered.", "outcome");
        // A counter that appears with its first event does not grow by it: whoever asks for increases would never see
        // it.
        for (Answer answer : Answer.values()) records.labels(Registry.word(answer));
        age = registry.histogram("event_age_seconds", "Age of a request when it was answered.", AGE_SECONDS);
        failures = registry.counter("failures", "Attempts that failed.", "name", "fate");
        failures.labels("Poison", "poison");
        retries = registry.counter("retries", "Attempts put off after a transient failure.", "name");
        deadLetters = registry.counter("dead_letters", "Dead letters sent.", "name");
        restored = registry.counter("restored", "Requests taken up again from a restored ledger.");
    }

    /** Counts an answer and the age of its record. */
    public void answered(Answer answer, Duration recordAge) {
        records.labels(Registry.word(answer)).inc();
        age.observe(Registry.seconds(recordAge));
    }

    public void failed(Failure failure) {
        failures.labels(failure.name(), Registry.word(failure.fate())).inc();
    }

    public void retried(Failure failure) {
        retries.labels(failure.name()).inc();
    }

    public void deadLettered(Failure failure) {
        deadLetters.labels(failure.name()).inc();
    }

    /** Counts the requests that a ledger held when its task started. */
    public void restored(int entries) {
        restored.inc(entries);
    }

    public void entries(Supplier<Map<TopicPartition, Integer>> entries) {
        registry.gauge(
                "ledger_entries",
                "Requests accepted and not yet answered.",
                List.of("topic", "partition"),
                () -> entries.get().entrySet().stream()
                        .map(entry -> new Sample(
                                List.of(
                                        entry.getKey().topic(),
                                        String.valueOf(entry.getKey().partition())),
                                entry.getValue()))
                        .toList());
    }

    public void pausedPartitions(IntSupplier partitions) {
        registry.gauge(
                "paused_partitions",
                "Partitions at their high mark.",
                List.of(),
                () -> Registry.one(partitions.getAsInt()));
    }
}
