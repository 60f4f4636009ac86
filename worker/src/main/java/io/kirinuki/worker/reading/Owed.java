package io.kirinuki.worker.reading;

/**
 * What this worker owes answers for, in the partitions that are its own: the figure to scale by, summed over all workers.
 * The lag of the group is not, for offsets are committed once a request is in the ledger.
 *
 * @param unread records that lie in the topics and were not read yet
 * @param inFlight requests in the ledger, whether they are worked on or wait: accepted and not answered
 * @param resting of those, requests put off for a next attempt
 */
public record Owed(long unread, int inFlight, int resting) {
    public Owed {
        if (unread < 0 || inFlight < 0 || resting < 0) {
            throw new IllegalArgumentException(
                    "unread %d, in flight %d, resting %d: none may be below 0".formatted(unread, inFlight, resting));
        }
    }

    public long total() {
        return unread + inFlight;
    }
}
