package io.kirinuki.batch;

import java.util.List;

/**
 * Something that works on several inputs at once for little more than the price of one: a model on a device.
 *
 * @param <I> one input
 * @param <O> one output
 */
public interface Accelerator<I, O> extends AutoCloseable {
    /** For logs, metrics and failures. */
    String name();

    /** The most inputs that one run takes. */
    int maxBatch();

    /**
     * What inputs of one run must have in common, and how many of them it takes at most.
     *
     * @param likeness equal where they may run together
     */
    record Kind(Object likeness, int most) {}

    /** Of an input: those of one kind run together, others apart. All are of one kind unless said otherwise. */
    default Kind kind(I input) {
        return new Kind("any", maxBatch());
    }

    /** An input on which a sound accelerator cannot fail: tells a poisonous input from a broken device. */
    I harmless();

    /** Opens a lane with buffers of its own, to be used by one thread at a time. */
    Lane<I, O> open() throws AcceleratorException;

    /** Frees it; no lane may be open any more. */
    @Override
    void close();

    /** One thread's way in. */
    interface Lane<I, O> extends AutoCloseable {
        /** Takes 1 to {@link #maxBatch} inputs; gives one output for each, in order. */
        List<O> run(List<I> inputs) throws AcceleratorException;

        @Override
        void close();
    }
}
