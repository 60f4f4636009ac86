package io.kirinuki.worker.config;

import io.kirinuki.pipeline.trial.Bounds;
import io.kirinuki.pipeline.trial.TrialTerms;
import java.nio.file.Path;
import java.util.Optional;

/** Whether and how new versions of models are tried before they are served: see docs/canary.md. */
public record TrialConfig(
        @Setting(
                meaning =
                        "What becomes of a version of a model that is newer than the one that is served. `none`: it is served at"
                                + " once. `canary`: it answers a share of the images. `shadow`: it is asked about a share of"
                                + " them, and answers none. Both are compared, and it is promoted or rolled back.",
                fallback = "none")
        Mode mode,

        @Setting(
                meaning = "Share of images that take part in a trial, by where they lie: always the same ones.",
                fallback = "0.05",
                least = "0.0001",
                most = "1.0")
        double share,

        @Setting(
                meaning = "Images of a trial that are compared before the new version is promoted.",
                fallback = "200",
                least = "1",
                most = "1000000")
        int images,

        @Setting(
                meaning =
                        "Share of those images that must agree; the version is rolled back as soon as too many do not.",
                fallback = "0.95",
                least = "0.0",
                most = "1.0")
        double agreeing,

        @Setting(
                meaning = "Masks and mattes agree where their IoU is at least this.",
                fallback = "0.9",
                least = "0.0",
                most = "1.0")
        double iou,

        @Setting(
                meaning = "Angles agree where they are at most so many degrees apart.",
                fallback = "5.0",
                least = "0.0",
                most = "180.0")
        double degrees,

        @Setting(
                meaning =
                        "By how much a new version may be less certain than the served one, in the mean of all images.",
                fallback = "0.05",
                least = "0.0",
                most = "1.0")
        double uncertainty,

        @Setting(
                meaning =
                        "Folder that keeps what came of trials; required for `canary` and `shadow`. It must outlive the worker;"
                                + " workers that share it share verdicts.")
        Optional<Path> memory) {

    /** What becomes of a new version. */
    public enum Mode {
        NONE,
        CANARY,
        SHADOW
    }

    public TrialConfig {
        new Contradictions()
                .refuseIf(
                        mode != Mode.NONE && memory.isEmpty(),
                        "kirinuki.models.trial.memory: is missing, and kirinuki.models.trial.mode is not none; name a folder"
                                + " that outlives the worker, or a restart would forget which version is served")
                .orThrow();
    }

    /** Empty where new versions are served at once. */
    public Optional<TrialTerms> terms() {
        return switch (mode) {
            case NONE -> Optional.empty();
            case CANARY -> Optional.of(terms(TrialTerms.Mode.CANARY));
            case SHADOW -> Optional.of(terms(TrialTerms.Mode.SHADOW));
        };
    }

    private TrialTerms terms(TrialTerms.Mode how) {
        return new TrialTerms(
                how, share, images, agreeing, new Bounds(iou, degrees, uncertainty), memory.orElseThrow());
    }
}
