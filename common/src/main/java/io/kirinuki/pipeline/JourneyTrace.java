package io.kirinuki.pipeline;

import io.kirinuki.batch.Batched;
import io.kirinuki.outcome.Outcome;

/**
 * Told what one image is at, as it happens: for traces. Called on the image's own thread, which it must not hold up; what it
 * throws would cost the image.
 */
public interface JourneyTrace {
    JourneyTrace NONE = new JourneyTrace() {};

    /** A part of the way, closed on the thread that it was opened on. */
    interface Section extends AutoCloseable {
        Section NONE = new Section() {};

        default void fails(Throwable why) {}

        @Override
        default void close() {}
    }

    /** The image begins; until the section is closed, what this thread asks of others is asked for the image. */
    default Section begins() {
        return Section.NONE;
    }

    /** Within {@link #begins}. */
    default Section stage(Stage stage) {
        return Section.NONE;
    }

    /** A model has run for the image: stages {@link Stage#QUEUE} and {@link Stage#INFER}. */
    default void ran(Batched<?> batched) {}

    /** The image has come to its end, be it one before it began; on any thread. */
    default void ended(Outcome<Product> outcome) {}
}
