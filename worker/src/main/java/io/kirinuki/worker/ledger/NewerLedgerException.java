package io.kirinuki.worker.ledger;

/**
 * A ledger holds what a newer worker wrote, in a format that this one does not know. Its requests are neither lost nor
 * begun: the task does not start, and no other thread of this worker could start it.
 */
public final class NewerLedgerException extends RuntimeException {
    NewerLedgerException(String topic, String format, int known) {
        super(("the ledger %s holds requests in format %s, written by a newer worker; this one knows formats up to %d."
                        + " Start the newer worker; to go back to this one, let the newer answer what is in flight first: stop"
                        + " sending requests and wait until kirinuki_ledger_entries is 0")
                .formatted(topic, format, known));
    }
}
