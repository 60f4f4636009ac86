package io.kirinuki.pipeline;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageSource;
import java.util.Optional;

/**
 * What is read for a request.
 *
 * @param field the parameter that names it: {@code cutout.background}; empty for the image itself
 */
record Wanted(ImageSource object, Optional<String> field) {
    static Wanted source(ImageSource object) {
        return new Wanted(object, Optional.empty());
    }

    /** Failures of reading speak of the source: what is wrong with another object is the fault of who named it. */
    <T> T blamed(Outcome<T> outcome) throws FailedException {
        if (field.isPresent() && outcome instanceof Outcome.Failed<T>(Failure.Permanent refusal)) {
            throw new FailedException(new Failure.InvalidRequest(
                    "%s: %s cannot be used: %s".formatted(field.get(), object, refusal.withoutField())));
        }
        return outcome.orThrow();
    }
}
