package io.kirinuki.pipeline;

import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.mask.Components;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageResult.Box;
import io.kirinuki.schema.Subject;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The subject that a request means, as what it leaves of a mask. */
record ChosenSubject(Subject asked) {
    private static final String FIELD = "subject";

    /** All that shapes the pixels. */
    String identity() {
        return FIELD + "=" + asked;
    }

    /** What it leaves of a mask, beside the mask. */
    int bytesPerPixel() {
        return (asked.roi().isPresent() ? 1 : 0) + (isChoice() ? 1 : 0);
    }

    private boolean isChoice() {
        return asked.box().isPresent() || asked.points().isPresent();
    }

    /** The mask without the parts that are not meant; fails where none is meant. To be closed. */
    Mask of(Mask mask) throws FailedException {
        if (asked.roi().isEmpty()) return chosen(mask);
        Mask inside = mask.inside(within(asked.roi().get(), mask.size()));
        if (!isChoice()) return inside;
        try (inside) {
            return chosen(inside);
        }
    }

    private static Box within(Box roi, PixelSize photo) throws FailedException {
        if (roi.x() < photo.width() && roi.y() < photo.height()) return roi;
        throw new FailedException(new Failure.InvalidRequest(
                FIELD + ".roi: %s is not in the photo, which has %s".formatted(words(roi), photo)));
    }

    private Mask chosen(Mask mask) throws FailedException {
        Components parts = Components.of(mask, 0);
        int[] meant = boxes().map(parts::within)
                .flatMapToInt(OptionalInt::stream)
                .distinct()
                .toArray();
        if (meant.length > 0) return parts.parts(IntStream.of(meant));
        throw new FailedException(new Failure.InvalidRequest("%s.%s: the model finds nothing there, but %s"
                .formatted(
                        FIELD,
                        asked.box().isPresent() ? "box" : "points",
                        mask.box().map(ChosenSubject::words).orElse("nothing anywhere in the photo"))));
    }

    /** Why there is nothing to be chosen once the photo was turned: it has other pixels then. */
    static FailedException turned() {
        return new FailedException(new Failure.InvalidRequest(FIELD
                + ": it is of the photo as it came, and a step turns the photo before a model is asked for a mask; leave one"
                + " of them out"));
    }

    private Stream<Box> boxes() {
        return asked
                .box()
                .map(List::of)
                .orElseGet(() -> asked.points().orElseThrow().stream()
                        .map(point -> new Box(point.x(), point.y(), 1, 1))
                        .toList())
                .stream();
    }

    private static String words(Box box) {
        return "from %d,%d to %d,%d"
                .formatted(box.x(), box.y(), (long) box.x() + box.width(), (long) box.y() + box.height());
    }
}
