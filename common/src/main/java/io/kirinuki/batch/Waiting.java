package io.kirinuki.batch;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import java.util.concurrent.CompletableFuture;

/** An input in line; {@code since} is in nanoseconds. */
record Waiting<I, O>(I input, Urgency urgency, long since, CompletableFuture<Outcome<Batched<O>>> end) {
    Waiting(I input, Urgency urgency) {
        this(input, urgency, System.nanoTime(), new CompletableFuture<>());
    }

    void fail(Failure failure) {
        end(Outcome.failed(failure));
    }

    /** It has its end also where this runs out of memory or stack: a future keeps all else that its stages throw. */
    void end(Outcome<Batched<O>> outcome) {
        try {
            end.complete(outcome);
        } catch (RuntimeException | Error theirs) {
            // Thrown on, it would cost others of the batch their end.
        }
    }
}
