package io.kirinuki.pipeline.trial;

/** How a trial ended, and why. */
public sealed interface TrialEnd {
    /** The new version is served from now on. */
    record Promoted(String why) implements TrialEnd {}

    /** The new version is not served, and not tried again before something in its folder changes. */
    record RolledBack(String why) implements TrialEnd {}

    /** There is no verdict: it is tried again, from the beginning, when nothing stands in its way. */
    record Withdrawn(String why) implements TrialEnd {}

    String why();

    /** One word for it. */
    default String word() {
        return switch (this) {
            case Promoted ignored -> "promoted";
            case RolledBack ignored -> "rolled_back";
            case Withdrawn ignored -> "withdrawn";
        };
    }
}
