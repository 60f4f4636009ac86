package io.kirinuki.pipeline;

import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ImageResult;

/** Told what passes through the engine; any thread may call. */
public interface EngineListener {
    EngineListener NONE = new EngineListener() {};

    default void fetched(long bytes) {}

    default void decoded(long pixels) {}

    default void stored(long bytes) {}

    /** An image was answered with what an earlier run had left. */
    default void reused() {}

    /** An image's attempt has ended; {@code pipeline} as its request named it. */
    default void ended(String pipeline, Outcome<Product> outcome) {}

    /** An image is done, and this is where its time went. */
    default void timed(ImageResult.Timings timings) {}
}
