package io.kirinuki.operation;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** All operations there are, by the name that pipelines and requests use. */
public final class Operations {
    /** Makes an operation for the step called {@code role}, which its artifacts are named after. */
    @FunctionalInterface
    private interface Maker {
        Operation make(String role, Parameters parameters) throws FailedException;
    }

    private static final Map<String, Maker> ALL = new TreeMap<>(Map.of(
            "mask", MaskOperation::of,
            "matte", MatteOperation::of,
            "cutout", CutoutOperation::of,
            "rle", RunLengthsOperation::of,
            "polygons", PolygonsOperation::of,
            "rotate", RotateOperation::of,
            "encode", EncodeOperation::of,
            "thumbnail", EncodeOperation::thumbnail,
            "overlay", OverlayOperation::of,
            "classify", (role, parameters) -> ClassifyOperation.of(parameters)));

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
