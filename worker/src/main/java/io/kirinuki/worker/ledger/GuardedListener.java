package io.kirinuki.worker.ledger;

import io.kirinuki.batch.Tenant;
import io.kirinuki.outcome.Failure;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listener whose bugs cost nothing but a line in the log. */
record GuardedListener(LedgerListener listener) implements LedgerListener {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedListener.class);

    static LedgerListener of(LedgerListener listener) {
        return listener instanceof GuardedListener ? listener : new GuardedListener(listener);
    }

    @Override
    public void restored(int entries) {
        guard(() -> listener.restored(entries));
    }

    @Override
    public void succeeded(LedgerEntry entry) {
        guard(() -> listener.succeeded(entry));
    }

    @Override
    public void retried(LedgerEntry entry, Failure failure) {
        guard(() -> listener.retried(entry, failure));
    }

    @Override
    public void deadLettered(LedgerEntry entry, Failure failure) {
        guard(() -> listener.deadLettered(entry, failure));
    }

    @Override
    public void answered(Tenant tenant, LedgerEntry entry, Optional<Failure> failure) {
        guard(() -> listener.answered(tenant, entry, failure));
    }

    private static void guard(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError bug) {
            LOG.error("Bug in a listener of the ledger", bug);
        }
    }
}
