package io.kirinuki.worker.event;

import io.kirinuki.schema.ImageAnswer;

/** Told of each answer that is written, on the stream thread, so it must not wait; its transaction may yet be aborted. */
@FunctionalInterface
public interface AnswerListener {
    /** @param doubtful whether it goes to the review topic as well */
    void answered(ImageAnswer answer, boolean doubtful);
}
