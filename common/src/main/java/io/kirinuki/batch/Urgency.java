package io.kirinuki.batch;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.time.Instant;
import java.util.Optional;

/**
 * How soon a piece of work is wanted.
 *
 * @param deadline after this instant, by the wall clock, nobody wants it any more
 */
public record Urgency(Asker asker, Optional<Instant> deadline) {
    public static final Urgency LIVE = new Urgency(Traffic.LIVE, Optional.empty());

    public Traffic traffic() {
        return asker.traffic();
    }

    /** Why it is not to be begun; empty where it is. */
    public Optional<Failure> expired() {
        return deadline.filter(Instant.now()::isAfter).map(Failure.Expired::new);
    }

    public void refuseExpired() throws FailedException {
        Optional<Failure> expired = expired();
        if (expired.isPresent()) throw new FailedException(expired.get());
    }
}
