package io.kirinuki.worker.cli.job;

import io.kirinuki.worker.cli.StepParameters;
import io.kirinuki.worker.config.Texts;
import io.kirinuki.worker.job.submit.SubmitTerms;
import io.kirinuki.worker.job.submit.SubmitTerms.Lane;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import tools.jackson.databind.JsonNode;

/** Options that say what is asked of each image. */
final class SubmitOptions {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--pipeline",
            paramLabel = "NAME",
            description =
                    "What images are put through: cutout, or cutout@1. Only lines of a manifest may name their own.")
    private Optional<String> pipeline = Optional.empty();

    @Option(
            names = "--parameters",
            paramLabel = "JSON",
            description =
                    "Override parameters of the pipeline's steps, as '{\"cutout\": {\"background\": \"#ffffff\"}}'.")
    private Optional<String> parameters = Optional.empty();

    @Option(
            names = "--out-prefix",
            paramLabel = "PREFIX",
            description = "Start the artifacts' keys so, in place of kirinuki.output.prefix.")
    private Optional<String> outputPrefix = Optional.empty();

    @Option(
            names = "--lane",
            paramLabel = "LANE",
            defaultValue = "live",
            description = "live or backfill, which takes what live images leave (default: ${DEFAULT-VALUE}).")
    private Lane lane;

    @Option(
            names = "--deadline",
            paramLabel = "DURATION",
            description =
                    "Do not begin with an image so long after its request was sent, as 90s, 30m or 12h; it is answered"
                            + " with an Expired failure.")
    private Optional<String> deadline = Optional.empty();

    @Option(names = "--force", description = "Do work again that was done with the same models and parameters.")
    private boolean force;

    SubmitTerms terms() {
        if (pipeline.isEmpty() && parameters.isPresent()) throw wrong("--parameters: they are those of a --pipeline");
        return new SubmitTerms(
                pipeline,
                parameters.map(this::read).orElseGet(TreeMap::new),
                outputPrefix,
                lane,
                wait(deadline),
                force);
    }

    private SortedMap<String, Map<String, JsonNode>> read(String text) {
        try {
            return StepParameters.read(text);
        } catch (IllegalArgumentException e) {
            throw wrong("--parameters: " + e.getMessage());
        }
    }

    private Optional<Duration> wait(Optional<String> text) {
        try {
            return text.map(Texts::duration);
        } catch (IllegalArgumentException e) {
            throw wrong("--deadline: \"%s\" %s".formatted(text.orElse(""), e.getMessage()));
        }
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
