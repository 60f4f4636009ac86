package io.kirinuki.pipeline;

/** Where an image's time goes, waits counted in; {@link #QUEUE} is the wait for a batch. */
enum Stage {
    FETCH,
    DECODE,
    QUEUE,
    INFER,
    RENDER,
    STORE
}
