package io.kirinuki.worker.topic;

/** The topics of a ledger do not fit each other; the message says what to do. */
public final class LedgerTopicsException extends RuntimeException {
    LedgerTopicsException(String message) {
        super(message);
    }
}
