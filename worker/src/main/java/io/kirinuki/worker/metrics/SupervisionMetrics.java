package io.kirinuki.worker.metrics;

import io.prometheus.client.Counter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Whether the worker's loops are alive, and how often stream threads broke. */
public final class SupervisionMetrics {
    private final Registry registry;
    private final Counter breaks;

    SupervisionMetrics(Registry registry) {
        this.registry = registry;
        breaks = registry.counter("stream_thread_breaks", "Stream threads that broke, by what broke them.", "reason");
    }

    /** {@code reason} is the name of an exception. */
    public void threadBroke(String reason) {
        breaks.labels(reason).inc();
    }

    public void silences(Supplier<Map<String, Duration>> threads) {
        registry.gauge(
                "stream_thread_silence_seconds",
                "Time since a stream thread began its last poll.",
                List.of("thread"),
                () -> threads.get().entrySet().stream()
                        .map(each -> new Sample(List.of(each.getKey()), Registry.seconds(each.getValue())))
                        .toList());
    }

    public void unanswered(Supplier<Duration> time) {
        registry.gauge(
                "unanswered_seconds",
                "Time since the last answer, while any is owed; else 0.",
                List.of(),
                () -> Registry.one(Registry.seconds(time.get())));
    }
}
