package io.kirinuki.local.process;

import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.pipeline.Pipelines;
import io.kirinuki.schema.Json;
import io.kirinuki.worker.cli.StepParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import tools.jackson.databind.JsonNode;

/** Options that say what becomes of each picture. */
final class WishOptions {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--pipeline",
            paramLabel = "NAME",
            defaultValue = "cutout",
            completionCandidates = PipelineNames.class,
            description = "One of ${COMPLETION-CANDIDATES}, or of those of --pipelines (default: ${DEFAULT-VALUE}).")
    private String pipeline;

    @Option(
            names = "--pipelines",
            paramLabel = "FILE",
            description = "YAML file with pipelines of your own, in the format of docs/pipelines.md.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "Ask this network instead of the pipeline's own; `kirinuki models list` shows what there is.")
    private Optional<String> model = Optional.empty();

    @Option(
            names = "--background",
            paramLabel = "COLOUR",
            description =
                    "Put the subject on this colour, such as '#ffffff', or on what else docs/pipelines.md allows.")
    private Optional<String> background = Optional.empty();

    @Option(
            names = "--parameters",
            paramLabel = "JSON",
            description = "Override parameters of the pipeline's steps, as '{\"cutout\": {\"crop\": true}}'.")
    private Optional<String> parameters = Optional.empty();

    /** The keys that these options are in a worker's configuration. */
    Map<String, String> keys() {
        return file.map(path -> Map.of("kirinuki.pipelines.file", path.toString()))
                .orElse(Map.of());
    }

    /** @param models the folder with the models that the worker serves */
    Wish wish(Pipelines pipelines, Path models) {
        if (!pipelines.names().contains(pipeline.replaceFirst("@.*", ""))) {
            throw wrong("--pipeline: no pipeline is named \"%s\"; there are %s".formatted(pipeline, pipelines.names()));
        }
        model.filter(name -> !served(models).contains(name)).ifPresent(name -> {
            throw wrong("--model: there is no model \"%s\" in %s, but %s".formatted(name, models, served(models)));
        });
        Map<String, Map<String, JsonNode>> all = new TreeMap<>();
        model.ifPresent(name -> put(all, pipelines, "model", name));
        background.ifPresent(colour -> put(all, pipelines, "background", colour));
        written()
                .forEach((step, own) ->
                        all.computeIfAbsent(step, any -> new HashMap<>()).putAll(own));
        try {
            pipelines.check(pipeline, all);
        } catch (FailedException e) {
            throw wrong("--" + e.getMessage());
        }
        return new Wish(pipeline, all);
    }

    private void put(Map<String, Map<String, JsonNode>> all, Pipelines pipelines, String parameter, String text) {
        JsonNode value = Json.MAPPER.valueToTree(text);
        try {
            for (String step : pipelines.takers(pipeline, parameter, value)) {
                all.computeIfAbsent(step, any -> new HashMap<>()).put(parameter, value);
            }
        } catch (FailedException e) {
            throw wrong("--%s: no step of %s takes \"%s\": %s".formatted(parameter, pipeline, text, e.getMessage()));
        }
    }

    private Map<String, Map<String, JsonNode>> written() {
        try {
            return parameters.map(StepParameters::read).orElseGet(TreeMap::new);
        } catch (IllegalArgumentException e) {
            throw wrong("--parameters: " + e.getMessage());
        }
    }

    private static List<String> served(Path models) {
        try (Stream<Path> folders = Files.list(models)) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
