package io.kirinuki.worker.metrics;

import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** What comes in that asks for nothing, what comes of jobs, and how the store answers. */
public final class EdgeMetrics {
    private final Registry registry;
    /** Jobs are of a few kinds; a header may say anything. */
    private static final Set<String> KINDS = Set.of("replay", "redrive", "submit");

    private static final int MOST_BUCKETS = 20;
    private static final double[] CALL_SECONDS = {0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};

    private final Counter ignored;
    private final Counter jobs;
    private final Counter calls;
    private final Histogram callSeconds;
    private final Bounded buckets = new Bounded(MOST_BUCKETS);

    EdgeMetrics(Registry registry) {
        this.registry = registry;
        ignored = registry.counter("ignored_records", "Events of stores that ask for nothing.", "reason");
        jobs = registry.counter("job_answers", "Answers to requests that a job had sent.", "kind", "outcome");
        calls = registry.counter(
                "store_calls", "Calls to the object store, and what came of them.", "bucket", "operation", "status");
        callSeconds = registry.histogram(
                "store_call_duration_seconds", "Time of a call to the object store.", CALL_SECONDS, "operation");
    }

    /** Counts an answer to a request of a job, whose id begins with its kind. */
    public void jobAnswered(String job, Answer answer) {
        String kind = job.replaceFirst("-.*", "");
        jobs.labels(KINDS.contains(kind) ? kind : Bounded.OTHER, Registry.word(answer))
                .inc();
    }

    /** {@code status} is {@code ok} or the name of a failure. */
    public void storeCalled(String bucket, Enum<?> operation, String status, Duration took) {
        calls.labels(buckets.of(bucket), Registry.word(operation), status).inc();
        callSeconds.labels(Registry.word(operation)).observe(Registry.seconds(took));
    }

    /** Counts an event that is answered with nothing; the reason's name, in lower case, is the label. */
    public void ignored(Enum<?> reason) {
        ignored.labels(Registry.word(reason)).inc();
    }

    public void storeOutage(BooleanSupplier down) {
        registry.gauge(
                "store_outage",
                "1 while the object store is held to be down, else 0.",
                List.of(),
                () -> Registry.one(down.getAsBoolean() ? 1 : 0));
    }
}
