package io.kirinuki.worker.metrics;

import io.prometheus.client.Counter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Whether the worker's loops are alive, and how often stream threads broke. */
public final class SupervisionMetrics {
    /** What the supervisor makes of the stream. */
    public enum State {
        STARTING,
        RUNNING,
        /** A thread broke, and the one in its place waits a while. */
        RESTING,
        /** Threads broke too often: the process is about to end. */
        GIVEN_UP
    }

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

    /** One of {@link State}, asked at each scrape. */
    public void state(Supplier<State> state) {
        registry.gauge(
                "supervisor_state", "1 for the state that the worker's stream is in, else 0.", List.of("state"), () -> {
                    State now = state.get();
                    return Stream.of(State.values())
                            .map(each -> new Sample(List.of(Registry.word(each)), each == now ? 1 : 0))
                            .toList();
                });
    }

    /** Requests that run, or wait to, in a small company, as workers have died that may have been working on them. */
    public void suspects(IntSupplier requests) {
        registry.gauge(
                "suspects",
                "Requests in flight that are suspected of killing workers.",
                List.of(),
                () -> Registry.one(requests.getAsInt()));
    }

    public void unanswered(Supplier<Duration> time) {
        registry.gauge(
                "unanswered_seconds",
                "Time since the last answer, while any is owed; else 0.",
                List.of(),
                () -> Registry.one(Registry.seconds(time.get())));
    }
}
