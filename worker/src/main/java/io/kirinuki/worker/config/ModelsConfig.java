package io.kirinuki.worker.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where the models are, how they are loaded, and how often that folder is looked at. */
public record ModelsConfig(
        @Setting(
                meaning =
                        "Folder with the models and their manifests; the launcher sets `kirinuki.home`, else it is the"
                                + " folder that the worker was started in.",
                fallback = "${kirinuki.home}/models")
        Path directory,

        @Setting(
                meaning = "Time between two looks at that folder for new, changed and removed models, which take effect"
                        + " once two looks find the same; 0ms never looks again.",
                fallback = "10s",
                least = "0ms")
        Duration refresh,

        @Setting(
                meaning =
                        "Folder for graphs that ONNX Runtime has optimised for this processor, and for what trials have proven"
                                + " of them, with which models load faster; may be emptied at any time. Without it each"
                                + " start optimises and tries anew.")
        Optional<Path> cache,

        @Setting(
                meaning =
                        "A model's int8 variant runs, on the CPU, where its manifest says that it loses at most this share.",
                fallback = "0.01",
                least = "0.0",
                most = "1.0")
        double int8MaxLoss,

        @Setting(
                meaning =
                        "File with models of your own for `kirinuki models`, in the format of docs/models.md; a worker"
                                + " never reads it.")
        Optional<Path> catalogue,

        TrialConfig trial) {
    public ModelsConfig {
        new Contradictions()
                .refuseIf(
                        trial.mode() != TrialConfig.Mode.NONE && refresh.isZero(),
                        "kirinuki.models.refresh: is 0ms, and kirinuki.models.trial.mode is not none: a trial neither follows"
                                + " the verdicts of other workers nor sees that a run does not end; set refresh to 1s or more,"
                                + " or the mode to none")
                .orThrow();
    }
}
