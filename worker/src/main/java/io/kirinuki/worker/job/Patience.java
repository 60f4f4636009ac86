package io.kirinuki.worker.job;

import io.kirinuki.outcome.Failure.Transient;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.worker.StartException;
import java.time.Duration;

/** Asks a store again that does not answer, for a while: a job of hours should outlive a hiccup. Any thread. */
public record Patience(Duration first, int attempts) {
    /** Fifteen seconds in all. */
    public static final Patience USUAL = new Patience(Duration.ofMillis(500), 6);

    /** A question to the store. */
    @FunctionalInterface
    public interface Question<T> {
        Outcome<T> ask() throws InterruptedException;
    }

    /** What came of it in the end; a failure that time may mend is one that it did not mend. */
    public <T> Outcome<T> outcome(Question<T> question) throws InterruptedException {
        Duration wait = first;
        for (int attempt = 1; ; attempt++) {
            Outcome<T> outcome = question.ask();
            boolean passing = outcome instanceof Outcome.Failed<T>(Transient failure);
            if (!passing || attempt == attempts) return outcome;
            Thread.sleep(wait);
            wait = wait.multipliedBy(2);
        }
    }

    /** The answer. Throws {@link StartException}, which says that nothing is lost. */
    public <T> T answer(Question<T> question) throws InterruptedException {
        return switch (outcome(question)) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Failed<T>(var failure) ->
                throw new StartException(
                        "%s. Nothing is lost: the same command goes on where this was".formatted(failure.message()));
        };
    }
}
