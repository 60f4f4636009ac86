package io.kirinuki.operation;

import io.kirinuki.annotation.CocoRuns;
import io.kirinuki.annotation.KaggleRuns;
import io.kirinuki.annotation.RunLengths;
import io.kirinuki.annotation.RunLengths.Order;
import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The mask as run lengths, a JSON object with the threshold and, by the name of each format, how it was read and what
 * that gave: {@code {"threshold": 0.5, "kaggle-rows": {"order": "rows", "size": [8, 6], "counts": "11 5 19 5"}}}. Size is
 * height and width, as in COCO, so that what stands under {@code coco} or {@code coco-list} goes into pycocotools as it is.
 *
 * @param formats in the order in which they are written
 */
record RunLengthsOperation(String role, String model, double threshold, List<Format> formats)
        implements AnnotationOperation {
    /** Ways to write run lengths; names are those of the parameter. */
    enum Format {
        KAGGLE_ROWS(Order.ROWS) {
            @Override
            Object counts(RunLengths runs) {
                return KaggleRuns.write(runs);
            }
        },
        KAGGLE_COLUMNS(Order.COLUMNS) {
            @Override
            Object counts(RunLengths runs) {
                return KaggleRuns.write(runs);
            }
        },
        COCO(Order.COLUMNS) {
            @Override
            Object counts(RunLengths runs) {
                return CocoRuns.write(runs);
            }
        },
        COCO_LIST(Order.COLUMNS) {
            @Override
            Object counts(RunLengths runs) {
                return CocoRuns.counts(runs);
            }
        };

        private final Order order;

        Format(Order order) {
            this.order = order;
        }

        abstract Object counts(RunLengths runs);
    }

    static RunLengthsOperation of(String role, Parameters parameters) throws FailedException {
        return new RunLengthsOperation(
                role,
                parameters.text("model", "subject"),
                parameters.share("threshold").orElse(0.5),
                formats(parameters));
    }

    private static List<Format> formats(Parameters parameters) throws FailedException {
        List<String> names = parameters.texts("format");
        if (names.isEmpty()) return List.of(Format.COCO);
        Set<Format> formats = new LinkedHashSet<>();
        for (String name : names) {
            formats.add(Arrays.stream(Format.values())
                    .filter(format -> Parameters.spelled(format).equals(name))
                    .findFirst()
                    .orElseThrow(() -> parameters.wrong(
                            "format",
                            "one or more of %s expected, found \"%s\""
                                    .formatted(
                                            Arrays.stream(Format.values())
                                                    .map(Parameters::spelled)
                                                    .collect(Collectors.joining(", ")),
                                            name))));
        }
        return List.copyOf(formats);
    }

    @Override
    public int revision() {
        return 1;
    }

    @Override
    public Map<String, Object> fields(Mask alpha) throws FailedException {
        PixelSize size = alpha.size();
        Map<Order, RunLengths> runs = new EnumMap<>(Order.class);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("threshold", threshold);
        for (Format format : formats) {
            if (!runs.containsKey(format.order)) {
                runs.put(format.order, RunLengths.of(alpha, threshold, format.order));
            }
            Map<String, Object> written = new LinkedHashMap<>();
            written.put("order", Parameters.spelled(format.order));
            written.put("size", List.of(size.height(), size.width()));
            written.put("counts", format.counts(runs.get(format.order)));
            fields.put(Parameters.spelled(format), written);
        }
        return fields;
    }
}
