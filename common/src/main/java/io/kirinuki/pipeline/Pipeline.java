package io.kirinuki.pipeline;

import io.kirinuki.operation.ArtifactName;
import io.kirinuki.operation.Operation;
import io.kirinuki.operation.Operations;
import io.kirinuki.operation.Step;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A list of steps under a name and a version. Artifacts are stored in the order of the steps. */
record Pipeline(String name, int version, String description, List<Step> steps) {
    /** Names stand in keys of objects. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    private static final int MOST_STEPS = 32;

    Pipeline {
        steps = List.copyOf(steps);
    }

    Set<String> models() {
        try {
            return Operations.models(operations(Map.of(), "operations"), /* given= */ false).stream()
                    .flatMap(Set::stream)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (FailedException e) {
            throw new IllegalStateException("checked before: " + this, e);
        }
    }

    /** Fails where name, version or a step is wrong, naming it; all its operations can be made then. */
    void check() throws FailedException {
        refuseUnless(
                NAME.matcher(name).matches(),
                "name: up to 63 of a-z, 0-9 and - expected, found \"%s\"".formatted(name));
        refuseUnless(
                !name.equals(Pipelines.RESERVED),
                "name: \"%s\" is what answers of removals are told by; give the pipeline another"
                        .formatted(Pipelines.RESERVED));
        refuseUnless(version >= 1, "version: 1 or more expected, found %d".formatted(version));
        operations(steps, "operations");
    }

    /**
     * The operations with these overrides by the names of steps.
     *
     * @param path where a parameter that is wrong stands, for messages
     */
    List<Operation> operations(Map<String, Map<String, JsonNode>> overrides, String path) throws FailedException {
        var strangers = new TreeSet<>(overrides.keySet());
        steps.forEach(step -> strangers.remove(step.name()));
        if (!strangers.isEmpty()) {
            String own = steps.stream().map(Step::name).collect(Collectors.joining(", "));
            refuse("parameters.%s: pipeline %s has no such step, but %s".formatted(strangers.first(), name, own));
        }
        List<Step> overridden = steps.stream()
                .map(step -> step.overriddenBy(overrides.getOrDefault(step.name(), Map.of())))
                .toList();
        return operations(overridden, path);
    }

    private static List<Operation> operations(List<Step> steps, String path) throws FailedException {
        refuseUnless(
                !steps.isEmpty() && steps.size() <= MOST_STEPS,
                "%s: 1 to %d expected, found %d".formatted(path, MOST_STEPS, steps.size()));
        Set<String> names = new HashSet<>();
        List<Operation> operations = new ArrayList<>();
        for (Step step : steps) {
            refuseUnless(
                    NAME.matcher(step.name()).matches(),
                    "%s.%s.name: up to 63 of a-z, 0-9 and - expected".formatted(path, step.name()));
            refuseUnless(
                    names.add(step.name()),
                    "%s.%s: there twice; give one of them a \"name\" of its own".formatted(path, step.name()));
            operations.add(Operations.make(step, path));
        }
        refuseNamesakes(steps, operations, path);
        return operations;
    }

    /**
     * Names are checked as what they become: roles in the answer, and objects in one folder. Steps are called by small
     * letters, so that it does not matter whether a store tells large from small.
     */
    private static void refuseNamesakes(List<Step> steps, List<Operation> operations, String path)
            throws FailedException {
        Map<String, String> owners = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            String step = steps.get(i).name();
            for (ArtifactName artifact : operations.get(i).artifacts()) {
                refuseUnless(
                        !artifact.file().equals(Sidecar.NAME),
                        "%s.%s: its artifact would be called %s as what is written about all of them; give the step another \"name\""
                                .formatted(path, step, Sidecar.NAME));
                String owner = owners.putIfAbsent(artifact.role(), step);
                refuseUnless(
                        owner == null,
                        "%s.%s: its artifact \"%s\" would be called as one of step \"%s\"; give one of them another \"name\""
                                .formatted(path, step, artifact.role(), owner));
            }
        }
    }

    private static void refuseUnless(boolean fine, String problem) throws FailedException {
        if (!fine) refuse(problem);
    }

    private static void refuse(String problem) throws FailedException {
        throw new FailedException(new Failure.InvalidRequest(problem));
    }

    @Override
    public String toString() {
        return name + '@' + version;
    }
}
