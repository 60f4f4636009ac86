package io.kirinuki.batch;

/**
 * Whose turn it is where live and backfill wait for the same thing: live's, but for backfill's share of these turns.
 * Where only one of them waits, it costs nobody a turn.
 *
 * <p>Owned by whoever guards the lines.
 */
final class Turns {
    /** What five turns of a fifth lack of one. */
    private static final double ROUNDING = 1e-9;

    private final double share;
    /** Turns that backfill has saved up, 0 to 1. */
    private double saved;

    Turns(double share) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("flow.backfill-share: above 0 and below 1, not " + share);
        }
        this.share = share;
    }

    /** Who goes next of two that wait; the same until somebody went. */
    Traffic next() {
        return saved + share > 1 - ROUNDING ? Traffic.BACKFILL : Traffic.LIVE;
    }

    /** One of two that waited went. */
    void went(Traffic traffic) {
        saved += share;
        if (traffic == Traffic.BACKFILL) saved = Math.max(0, saved - 1);
    }
}
