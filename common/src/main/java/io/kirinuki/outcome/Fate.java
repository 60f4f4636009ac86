package io.kirinuki.outcome;

/** What a failure means for its request. */
public enum Fate {
    /** Answered at once: trying again cannot help. */
    PERMANENT,
    /** Tried again with back-off; answered once the attempts are used up. */
    TRANSIENT,
    /** Answered at once: this image alone breaks the model that others pass. */
    POISON,
    /** Not answered: the worker is stopping, and the next owner of the partition does the work. */
    UNFINISHED
}
