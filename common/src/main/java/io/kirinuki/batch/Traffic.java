package io.kirinuki.batch;

/** What kind of request a piece of work is for; they share one accelerator, and {@link Turns} says how. */
public enum Traffic implements Asker {
    /** Somebody waits for it. */
    LIVE,
    /** Work that is done over or caught up on: it takes what live leaves, and at least its share. */
    BACKFILL;

    @Override
    public Traffic traffic() {
        return this;
    }

    /** As such it is nobody's in particular. */
    @Override
    public Tenant tenant() {
        return Tenant.NONE;
    }
}
