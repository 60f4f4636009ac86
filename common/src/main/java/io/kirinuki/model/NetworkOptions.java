package io.kirinuki.model;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How networks are loaded.
 *
 * @param maxBatch the most pictures in a run, where neither manifest nor network allow fewer
 * @param int8MaxLoss an int8 variant runs, on the CPU, where its manifest says that it loses no more; 0..1
 * @param cache folder for graphs that ONNX Runtime has optimised, and for what trials have proven of them, which load faster;
 *     made where it is missing
 */
public record NetworkOptions(Device device, int maxBatch, double int8MaxLoss, Optional<Path> cache) {
    public static final double INT8_MAX_LOSS = 0.01;

    /** Without a cache. */
    public static NetworkOptions of(Device device, int maxBatch) {
        return new NetworkOptions(device, maxBatch, INT8_MAX_LOSS, Optional.empty());
    }
}
