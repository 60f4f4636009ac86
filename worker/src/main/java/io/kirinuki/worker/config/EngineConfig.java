package io.kirinuki.worker.config;

import java.time.Duration;

/** How models run. Zero {@link #cpuThreads} or {@link #executors} leave the number to the machine. */
public record EngineConfig(
        @Setting(
                meaning = "`auto`: CUDA where it works, else the CPU. `cuda`: CUDA, or no start. `cpu`: the CPU.",
                fallback = "auto")
        Device device,

        @Setting(
                meaning = "Threads that decode, render and, on the CPU, infer; 0 is one per core.",
                fallback = "0",
                least = "0",
                most = "1024")
        int cpuThreads,

        @Setting(
                meaning = "Batches of a model run at a time; 0 is chosen by device.",
                fallback = "0",
                least = "0",
                most = "64")
        int executors,

        @Setting(
                meaning = "Most images in a batch; 0 is chosen by device: 16 with CUDA, 4 on the CPU.",
                fallback = "0",
                least = "0",
                most = "1024")
        int maxBatch,

        @Setting(
                meaning = "How long an idle executor waits for a batch to fill; 0ms takes what is there.",
                fallback = "0ms",
                least = "0ms",
                most = "1m")
        Duration linger) {

    /** What the operator asks for; {@code AUTO} leaves it to what works. */
    public enum Device {
        AUTO,
        CPU,
        CUDA
    }
}
