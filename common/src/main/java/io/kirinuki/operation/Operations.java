package io.kirinuki.operation;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** All operations there are, by the name that pipelines and requests use. */
public final class Operations {
    /** Makes an operation for the step called {@code role}, which its artifacts are named after. */
    @FunctionalInterface
    private interface Maker {
        Operation make(String role, Parameters parameters) throws FailedException;
    }

    private static final Map<String, Maker> ALL = new TreeMap<>(Map.ofEntries(
            Map.entry("mask", MaskOperation::of),
            Map.entry("matte", MatteOperation::of),
            Map.entry("cutout", CutoutOperation::of),
            Map.entry("rle", RunLengthsOperation::of),
            Map.entry("polygons", PolygonsOperation::of),
            Map.entry("rotate", RotateOperation::of),
            Map.entry("encode", EncodeOperation::of),
            Map.entry("thumbnail", EncodeOperation::thumbnail),
            Map.entry("overlay", OverlayOperation::of),
            Map.entry("pair", PairOperation::of),
            Map.entry("classify", (role, parameters) -> ClassifyOperation.of(parameters))));

    private Operations() {}

    /**
     * Fails where a parameter is wrong or there is no such operation, naming it.
     *
     * @param path where the step is written, for messages: {@code parameters}
     */
    public static Operation make(Step step, String path) throws FailedException {
        Maker maker = ALL.get(step.operation());
        if (maker == null) {
            throw new FailedException(new Failure.InvalidRequest("%s.%s: no such operation; there are %s"
                    .formatted(path, step.operation(), String.join(", ", ALL.keySet()))));
        }
        Parameters parameters = new Parameters(path + '.' + step.name(), step.parameters());
        Operation operation = maker.make(step.name(), parameters);
        parameters.refuseUnknown();
        return operation;
    }

    /**
     * The models that each of these steps asks, where it comes after those before it: that of a step which takes the
     * alpha is asked only where none of them made one.
     *
     * @param given whether the request brings an alpha along, so that none is asked for one
     */
    public static List<SortedSet<String>> models(List<Operation> steps, boolean given) {
        List<SortedSet<String>> all = new ArrayList<>();
        boolean made = given;
        for (Operation step : steps) {
            SortedSet<String> models = new TreeSet<>(step.models());
            switch (step.alpha()) {
                case AlphaUse.Leaves() -> {}
                case AlphaUse.Makes(String model) -> {
                    if (!given) models.add(model);
                    made = true;
                }
                case AlphaUse.Takes(String fallback) -> {
                    if (!made) models.add(fallback);
                    made = true;
                }
            }
            all.add(models);
        }
        return all;
    }

    /** What each operation can be told, by its name. */
    static SortedMap<String, Set<String>> parameters() {
        SortedMap<String, Set<String>> all = new TreeMap<>();
        ALL.forEach((name, maker) -> {
            Parameters none = new Parameters(name, Map.of());
            try {
                maker.make(name, none);
            } catch (FailedException e) {
                throw new IllegalStateException("an operation without defaults: " + name, e);
            }
            all.put(name, none.known());
        });
        return all;
    }
}
