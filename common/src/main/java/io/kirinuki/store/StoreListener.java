package io.kirinuki.store;

import io.kirinuki.outcome.Outcome;
import java.time.Duration;

/** Told of every call to a store; on the caller's thread. */
@FunctionalInterface
public interface StoreListener {
    enum Call {
        OPEN,
        READ,
        FIND,
        DESCRIBE,
        PUT,
        LIST,
        DELETE
    }

    void called(String bucket, Call call, Outcome<?> outcome, Duration took);
}
