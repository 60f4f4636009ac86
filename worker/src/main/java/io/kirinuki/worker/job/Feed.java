package io.kirinuki.worker.job;

import io.kirinuki.worker.job.journal.Chunk;

/**
 * What a job has to send, in an order that is the same in each of its lives. Begins where the job's cursor stands.
 * Owned by one thread.
 */
public interface Feed extends AutoCloseable {
    /** The next of it: at most so many requests, perhaps none though there are more. */
    Chunk next(int most) throws InterruptedException;

    /** Nothing is left to be sent. */
    boolean ended();

    /** How much of the {@link #total} was looked at. */
    long reached();

    /** What there is to look at, in records or objects; below 0 where nobody knows. */
    long total();

    @Override
    void close();
}
