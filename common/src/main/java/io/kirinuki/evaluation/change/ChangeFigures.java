package io.kirinuki.evaluation.change;

import io.kirinuki.evaluation.change.Rendition.Model;
import io.kirinuki.schema.ImageSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What became of requests that were answered twice, in numbers.
 *
 * @param pairs done before and now
 * @param unchanged of those, the same work on the same image
 * @param unchangedAlphas of those, with an artifact that may hold alpha
 * @param mended failures before, by name, that are done now
 * @param broken failures now, by name, that were done before
 * @param failing failures now, by name, that were failures before
 * @param unanswered had no answer before
 * @param models each model of each pair, the most frequent change first
 * @param labelled pairs with a label both times
 * @param labels of those, whose first label changed, the most frequent change first
 * @param relabelledMost of those, images whose label changed though both runs were sure of theirs, the surest first;
 *     so many of them at most
 * @param angles of pairs that were turned both times
 * @param turnedMost of those, images whose angles are furthest apart, likewise
 */
public record ChangeFigures(
        long pairs,
        long unchanged,
        long unchangedAlphas,
        SortedMap<String, Long> mended,
        SortedMap<String, Long> broken,
        SortedMap<String, Long> failing,
        long unanswered,
        List<Counted<ModelChange>> models,
        long labelled,
        List<Counted<LabelChange>> labels,
        List<Apart> relabelledMost,
        Optional<Angles> angles,
        List<Apart> turnedMost) {
    /** Something, and how often. */
    public record Counted<T>(T what, long count) {}

    /** The models of one name; absent where none took part. */
    public record ModelChange(String name, Optional<Model> before, Optional<Model> after) {
        /** {@code subject 1 (2c26b46b) -> 3 (fcde2b2e)}. */
        public String title() {
            String now = before.equals(after) ? "the same" : title(after);
            return "%s %s -> %s".formatted(name, title(before), now);
        }

        private static String title(Optional<Model> model) {
            return model.map(Model::title).orElse("none");
        }
    }

    public record LabelChange(String before, String after) {}

    /** How far apart angles are, around the circle: degrees, 0..180. */
    public record Angles(long count, double mean, double greatest) {}

    /**
     * An image of which something else was said.
     *
     * @param by degrees; of labels how sure the less certain of the two runs was, 0..1
     */
    public record Apart(ImageSource image, String before, String after, double by) {}

    public long relabelled() {
        return labels.stream().mapToLong(Counted::count).sum();
    }
}
