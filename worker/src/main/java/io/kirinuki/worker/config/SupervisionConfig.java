package io.kirinuki.worker.config;

import java.time.Duration;

/** When a worker that is in trouble is given up, so that the platform starts it anew. */
public record SupervisionConfig(
        @Setting(
                meaning =
                        "Breaks of a stream thread within `window` that are answered with a new one; one more, and the"
                                + " process exits with the reason.",
                fallback = "10",
                least = "1",
                most = "10000")
        int breaks,

        @Setting(meaning = "Time within which breaks are counted.", fallback = "10m", least = "1s")
        Duration window,

        @Setting(
                meaning = "Time without a sign of life from a stream thread, or from a loop of the engine that is at"
                        + " work, after which `/livez` says no.",
                fallback = "3m",
                least = "1s")
        Duration silence,

        @Setting(
                meaning =
                        "Longest time that a worker which is told to stop gives its stream: to hand over what is in flight, commit"
                                + " and leave. What it has not done by then others find as after a death. A second or two, unless the"
                                + " broker does not answer; whoever kills processes must wait some seconds longer.",
                fallback = "30s",
                least = "1s")
        Duration stopWithin) {}
