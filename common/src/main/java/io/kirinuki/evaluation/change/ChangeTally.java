package io.kirinuki.evaluation.change;

import io.kirinuki.evaluation.AngleScore.Turn;
import io.kirinuki.evaluation.change.ChangeFigures.Angles;
import io.kirinuki.evaluation.change.ChangeFigures.Apart;
import io.kirinuki.evaluation.change.ChangeFigures.Counted;
import io.kirinuki.evaluation.change.ChangeFigures.LabelChange;
import io.kirinuki.evaluation.change.ChangeFigures.ModelChange;
import io.kirinuki.evaluation.change.Rendition.Model;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts what became of requests that were answered twice, and collects what has yet to be looked at. Owned by one thread. */
public final class ChangeTally {
    /** Images that are named of those whose labels or angles are furthest apart. */
    private static final int MOST_NAMED = 20;

    private final List<Change> changes = new ArrayList<>();
    private final SortedMap<String, Long> mended = new TreeMap<>();
    private final SortedMap<String, Long> broken = new TreeMap<>();
    private final SortedMap<String, Long> failing = new TreeMap<>();
    private final Map<ModelChange, Long> models = new HashMap<>();
    private final Map<LabelChange, Long> labels = new HashMap<>();
    private long unanswered;
    private long unchanged;
    private long unchangedAlphas;
    private long labelled;
    private long turned;
    private double turnedBy;
    private double turnedMost;
    private final Furthest relabelledMost = new Furthest(MOST_NAMED);
    private final Furthest turnedFurthest = new Furthest(MOST_NAMED);

    /** Done before and now. */
    public void add(Change change) {
        countModels(change);
        countLabel(change);
        countTurn(change);
        if (change.isNone()) {
            unchanged++;
            if (!change.after().layers().isEmpty()) unchangedAlphas++;
        } else {
            changes.add(change);
        }
    }

    /** A failure before, done now. */
    public void mended(String failure) {
        mended.merge(failure, 1L, Long::sum);
    }

    /** Done before, a failure now. */
    public void broken(String failure) {
        broken.merge(failure, 1L, Long::sum);
    }

    /** A failure both times, counted by what it is now. */
    public void failing(String failure) {
        failing.merge(failure, 1L, Long::sum);
    }

    /** So many more that were not answered before. */
    public void unanswered(long more) {
        unanswered += more;
    }

    private void countModels(Change change) {
        SortedMap<String, Optional<Model>> before = byName(change.before());
        SortedMap<String, Optional<Model>> after = byName(change.after());
        SortedMap<String, Optional<Model>> all = new TreeMap<>(before);
        all.putAll(after);
        for (String name : all.keySet()) {
            var each = new ModelChange(
                    name, before.getOrDefault(name, Optional.empty()), after.getOrDefault(name, Optional.empty()));
            models.merge(each, 1L, Long::sum);
        }
    }

    private static SortedMap<String, Optional<Model>> byName(Rendition rendition) {
        SortedMap<String, Optional<Model>> models = new TreeMap<>();
        rendition.models().forEach(model -> models.put(model.name(), Optional.of(model)));
        return models;
    }

    private void countLabel(Change change) {
        Optional<String> before = change.before().label();
        Optional<String> after = change.after().label();
        if (before.isEmpty() || after.isEmpty()) return;
        labelled++;
        if (before.equals(after)) return;
        labels.merge(new LabelChange(before.get(), after.get()), 1L, Long::sum);
        double sure = Math.min(sureness(change.before()), sureness(change.after()));
        relabelledMost.add(new Apart(change.after().source().object(), before.get(), after.get(), sure));
    }

    private static double sureness(Rendition rendition) {
        return 1 - rendition.uncertainty().orElse(1.0);
    }

    private void countTurn(Change change) {
        Optional<Double> before = change.before().degrees();
        Optional<Double> after = change.after().degrees();
        if (before.isEmpty() || after.isEmpty()) return;
        double by = new Turn(after.get(), before.get()).error();
        turned++;
        turnedBy += by;
        turnedMost = Math.max(turnedMost, by);
        if (by == 0) return;
        turnedFurthest.add(
                new Apart(change.after().source().object(), degrees(before.get()), degrees(after.get()), by));
    }

    private static String degrees(double angle) {
        return String.format(Locale.ROOT, "%.1f\u00b0", angle);
    }

    /** Those whose alpha may be another by now. */
    public List<Change> changes() {
        return List.copyOf(changes);
    }

    public ChangeFigures figures() {
        return new ChangeFigures(
                unchanged + changes.size(),
                unchanged,
                unchangedAlphas,
                new TreeMap<>(mended),
                new TreeMap<>(broken),
                new TreeMap<>(failing),
                unanswered,
                counted(models, Comparator.comparing(ModelChange::toString)),
                labelled,
                counted(labels, Comparator.comparing(LabelChange::toString)),
                relabelledMost.inOrder(),
                turned == 0 ? Optional.empty() : Optional.of(new Angles(turned, turnedBy / turned, turnedMost)),
                turnedFurthest.inOrder());
    }

    /** The most frequent first. */
    private static <T> List<Counted<T>> counted(Map<T, Long> counts, Comparator<T> order) {
        return counts.entrySet().stream()
                .map(one -> new Counted<>(one.getKey(), one.getValue()))
                .sorted(Comparator.<Counted<T>>comparingLong(Counted::count)
                        .reversed()
                        .thenComparing(Counted::what, order))
                .toList();
    }
}
