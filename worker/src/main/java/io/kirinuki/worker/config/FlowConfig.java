package io.kirinuki.worker.config;

import java.time.Duration;

/** How many records are in flight, in which order they are answered, what backfill gets, and how failed ones are tried again. */
public record FlowConfig(
        @Setting(
                meaning = "Records in flight per partition at which it is paused.",
                fallback = "128",
                least = "1",
                most = "100000")
        int highMark,

        @Setting(
                meaning = "Records in flight per partition at which it is resumed; below `high-mark`.",
                fallback = "64",
                least = "0")
        int lowMark,

        @Setting(
                meaning = "`key`: answers keep the order of the records of one key. `partition`: of the whole"
                        + " partition, so that a slow image holds up all behind it.",
                fallback = "key")
        Order order,

        @Setting(
                meaning = "Of batches, cores and room for images in flight, what backfill gets while live requests wait"
                        + " for them too; where they do not, it gets all but a quarter of the room.",
                fallback = "0.2",
                least = "0.01",
                most = "0.9")
        double backfillShare,

        Retry retry) {

    public FlowConfig {
        new Contradictions()
                .refuseIf(
                        lowMark >= highMark,
                        ("kirinuki.flow.low-mark: %d is not below kirinuki.flow.high-mark, which is %d; lower the one or"
                                        + " raise the other")
                                .formatted(lowMark, highMark))
                .orThrow();
    }

    /** Among which records answers keep the order of requests. */
    public enum Order {
        KEY,
        PARTITION
    }

    /**
     * Exponential back-off of transient failures. {@link #jitter} is the share of a wait that is left to chance: 0.2
     * makes 1 s anything between 0.8 s and 1.2 s.
     */
    public record Retry(
            @Setting(
                    meaning = "Attempts at a request, the first included, before it is a dead letter.",
                    fallback = "10",
                    least = "1",
                    most = "1000")
            int maxAttempts,

            @Setting(meaning = "Wait before the second attempt.", fallback = "200ms", least = "1ms")
            Duration initialBackoff,

            @Setting(meaning = "Longest wait between two attempts.", fallback = "30s", least = "1ms")
            Duration maxBackoff,

            @Setting(
                    meaning = "Each wait is the one before times this.",
                    fallback = "2.0",
                    least = "1.0",
                    most = "100.0")
            double multiplier,

            @Setting(
                    meaning = "Share of each wait left to chance: 0.2 is ±20 %.",
                    fallback = "0.2",
                    least = "0.0",
                    most = "1.0")
            double jitter) {

        public Retry {
            new Contradictions()
                    .refuseIf(
                            initialBackoff.compareTo(maxBackoff) > 0,
                            ("kirinuki.flow.retry.initial-backoff: %s is longer than kirinuki.flow.retry.max-backoff,"
                                            + " which is %s; lower the one or raise the other")
                                    .formatted(Texts.of(initialBackoff), Texts.of(maxBackoff)))
                    .orThrow();
        }
    }
}
