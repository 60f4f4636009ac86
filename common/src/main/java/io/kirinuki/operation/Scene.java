package io.kirinuki.operation;

import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;

/** One image while operations work on it: the decoded photo, and what models say about it. Owned by the image's thread. */
public interface Scene {
    Photo photo();

    /** The model's soft mask at the photo's size, asked for once however many operations want it; the scene closes it. */
    Mask mask(String model) throws FailedException, InterruptedException;

    /** Runs work on pixels on one of the cores. */
    <T> T render(Outcome.Work<T> work) throws FailedException, InterruptedException;
}
