package io.kirinuki.worker.reading;

import java.util.Locale;

/** What the time of an accelerator's lanes goes to: work, or what they wait for meanwhile. */
public enum Share {
    BUSY,
    /** There is room for more images, and none that could begin: what has come is all being worked on. */
    REQUESTS,
    /** Most of what is owed is put off for a next attempt, as while a store is out. */
    RETRY,
    /** There is room for more images, and those that wait are kept back by quotas of their tenants. */
    QUOTA,
    /** No other image can begin, and those in flight are being fetched. */
    FETCH,
    DECODE,
    /** Pixels are made ready for a model, or an artifact is drawn and encoded. */
    RENDER,
    STORE,
    /** No other image can begin, and those in flight are all in runs of other lanes, or about to be. */
    BATCH,
    /** Nothing is owed. */
    NOTHING;

    public String spelled() {
        return name().toLowerCase(Locale.ROOT);
    }
}
