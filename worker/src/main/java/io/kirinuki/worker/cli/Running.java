package io.kirinuki.worker.cli;

/** A worker that has started. Any thread may call. */
public interface Running extends AutoCloseable {
    /** Why a worker no longer runs. */
    enum Ending {
        /** It was closed. */
        STOPPED,
        /** It could not go on, and has logged why. */
        BROKEN
    }

    /** Waits until the worker runs no longer. */
    Ending awaitStop() throws InterruptedException;

    /** Stops the worker and waits until it has let go of everything; further calls do nothing. */
    @Override
    void close();
}
