package io.kirinuki.annotation;

import io.kirinuki.annotation.RunLengths.Order;
import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads run lengths out of the artifact of the step {@code rle}, in whichever of its formats they are there. What is there
 * in the other order only is turned by way of the mask, one at a time, for that takes a byte a pixel.
 *
 * <p>Any thread may read. What is no such artifact is {@code Undecodable}.
 */
public final class StoredRuns {
    private static final Object TURNING = new Object();

    private StoredRuns() {}

    public static RunLengths read(byte[] artifact, Order order) throws FailedException {
        try {
            List<RunLengths> found = all(Json.MAPPER.readTree(artifact));
            if (found.isEmpty()) throw new FailedException(new Failure.Undecodable("it holds no run lengths"));
            RunLengths nearest = found.stream()
                    .min(Comparator.comparingInt(runs -> runs.order() == order ? 0 : 1))
                    .orElseThrow();
            return nearest.order() == order ? nearest : turned(nearest, order);
        } catch (JacksonException | IllegalArgumentException | ArithmeticException e) {
            throw new FailedException(new Failure.Undecodable("it holds no run lengths: " + e.getMessage()));
        }
    }

    private static List<RunLengths> all(JsonNode artifact) {
        List<RunLengths> all = new ArrayList<>();
        for (var field : artifact.properties()) {
            JsonNode counts = field.getValue().path("counts");
            if (counts.isMissingNode()) continue;
            PixelSize size = size(field.getValue().path("size"));
            switch (field.getKey()) {
                case "kaggle-rows" -> all.add(KaggleRuns.read(counts.stringValue(), size, Order.ROWS));
                case "kaggle-columns" -> all.add(KaggleRuns.read(counts.stringValue(), size, Order.COLUMNS));
                case "coco" -> all.add(CocoRuns.read(counts.stringValue(), size));
                case "coco-list" ->
                    all.add(CocoRuns.read(
                            IntStream.range(0, counts.size())
                                    .map(i -> counts.get(i).intValue())
                                    .toArray(),
                            size));
                default -> {} // a later version may know more
            }
        }
        return all;
    }

    private static PixelSize size(JsonNode size) {
        return new PixelSize(size.path(1).intValue(), size.path(0).intValue());
    }

    private static RunLengths turned(RunLengths runs, Order order) throws FailedException {
        synchronized (TURNING) {
            try (Mask mask = runs.mask()) {
                return RunLengths.of(mask, 0.5, order);
            }
        }
    }
}
