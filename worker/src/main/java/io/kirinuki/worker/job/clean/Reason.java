package io.kirinuki.worker.job.clean;

/** Why artifacts are of no use any more. */
public enum Reason {
    /** The image that they were made of is not in its bucket any more. */
    GONE,
    /** The image has other bytes by now, or the same work has made them anew by another version of a model. */
    OLD,
    /** No sidecar says that they are complete: what made them was stopped. */
    PARTIAL;

    /** As options and reports call it. */
    public String spelled() {
        return switch (this) {
            case GONE -> "gone";
            case OLD -> "old";
            case PARTIAL -> "partial";
        };
    }
}
