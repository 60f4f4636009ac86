package io.kirinuki.pipeline;

import java.util.Locale;

/** Where an image's time goes, waits counted in; {@link #QUEUE} is the wait for a batch. */
public enum Stage {
    FETCH,
    DECODE,
    QUEUE,
    INFER,
    RENDER,
    STORE;

    String spelled() {
        return name().toLowerCase(Locale.ROOT);
    }
}
