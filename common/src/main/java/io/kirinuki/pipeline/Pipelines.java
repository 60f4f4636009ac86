package io.kirinuki.pipeline;

import io.kirinuki.operation.Operation;
import io.kirinuki.operation.Step;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The pipelines that requests may name, by name and version: those of {@code pipelines.yaml} beside this class, and
 * those of a file of the user's own, which stand in the place of namesakes of the same version.
 */
public final class Pipelines {
    /** The name that no pipeline may have: answers of removals, which run none, tell it for one where they fail. */
    public static final String RESERVED = "removal";

    private static final String BUILT_IN = "pipelines.yaml";

    private final TreeMap<String, TreeMap<Integer, Pipeline>> byName = new TreeMap<>();

    private Pipelines() {}

    public static Pipelines builtIn() {
        Pipelines pipelines = new Pipelines();
        try (InputStream file = Pipelines.class.getResourceAsStream(BUILT_IN)) {
            pipelines.add(PipelineFile.read(file.readAllBytes(), BUILT_IN));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pipelines;
    }

    /** Throws {@link PipelineException} naming file, pipeline and field of whatever is wrong. */
    public static Pipelines read(Path file) {
        Pipelines pipelines = builtIn();
        try {
            pipelines.add(PipelineFile.read(Files.readAllBytes(file), file.toString()));
        } catch (IOException e) {
            throw new PipelineException("%s: cannot be read: %s".formatted(file, e), e);
        }
        return pipelines;
    }

    private void add(List<Pipeline> more) {
        for (Pipeline pipeline : more) {
            byName.computeIfAbsent(pipeline.name(), name -> new TreeMap<>()).put(pipeline.version(), pipeline);
        }
    }

    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /** What each does, by its name and newest version. */
    public Map<String, String> descriptions() {
        return byName.values().stream()
                .map(versions -> versions.lastEntry().getValue())
                .collect(Collectors.toMap(Pipeline::name, Pipeline::description, (a, b) -> a, TreeMap::new));
    }

    /** Models that each pipeline asks, by its name and version, without what requests override. */
    public SortedMap<String, Set<String>> models() {
        SortedMap<String, Set<String>> models = new TreeMap<>();
        all().forEach(pipeline -> models.put(pipeline.toString(), pipeline.models()));
        return models;
    }

    private Stream<Pipeline> all() {
        return byName.values().stream().flatMap(versions -> versions.values().stream());
    }

    /** The request's operations with its parameters; fails on an unknown pipeline or parameter, naming it. */
    List<Operation> resolve(ImageRequest request) throws FailedException {
        List<Operation> operations = steps(request);
        if (request.alpha().isPresent()) new BroughtAlpha(request.alpha().get()).check(operations);
        return operations;
    }

    private List<Operation> steps(ImageRequest request) throws FailedException {
        if (request.pipeline().isPresent()) {
            return named(request.pipeline().get()).operations(request.parameters(), "parameters");
        }
        List<Step> steps = request.operations().stream()
                .flatMap(one -> one.entrySet().stream())
                .map(one -> Step.of(one.getKey(), one.getValue()))
                .toList();
        return new Pipeline(ImageRequest.INLINE, 1, "", steps).operations(request.parameters(), "operations");
    }

    /** Fails where there is no such pipeline or it does not take these parameters, naming the field. */
    public void check(String pipeline, Map<String, Map<String, JsonNode>> parameters) throws FailedException {
        List<Operation> unused = named(pipeline).operations(parameters, "parameters");
    }

    /**
     * The names of the pipeline's steps that take this value of that parameter. Fails where there is no such pipeline, or
     * none of its steps does, saying why.
     */
    public List<String> takers(String pipeline, String parameter, JsonNode value) throws FailedException {
        List<String> takers = new ArrayList<>();
        List<String> refusals = new ArrayList<>();
        for (Step step : named(pipeline).steps()) {
            try {
                check(pipeline, Map.of(step.name(), Map.of(parameter, value)));
                takers.add(step.name());
            } catch (FailedException e) {
                refusals.add(e.getMessage());
            }
        }
        if (takers.isEmpty()) throw new FailedException(new Failure.InvalidRequest(String.join("; ", refusals)));
        return takers;
    }

    /** Fails where the request's steps are none that workers can take, naming the field. */
    public void check(ImageRequest request) throws FailedException {
        List<Operation> unused = resolve(request);
    }

    /** By {@code name} the newest version, by {@code name@version} that one. */
    private Pipeline named(String title) throws FailedException {
        int at = title.lastIndexOf('@');
        var versions = Optional.ofNullable(byName.get(at < 0 ? title : title.substring(0, at)));
        return versions.map(all -> at < 0 ? all.lastEntry().getValue() : all.get(version(title.substring(at + 1))))
                .orElseThrow(() -> new FailedException(new Failure.UnknownPipeline(title, known())));
    }

    /** 0, which no pipeline has, where it is no number. */
    private static int version(String text) {
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }

    private String known() {
        return all().map(Pipeline::toString).collect(Collectors.joining(", "));
    }
}
