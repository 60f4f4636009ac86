package io.kirinuki.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Predictions and truths brought together by their names. A prediction belongs to the truth of its own name or, where
 * its folders go further up, of the longest end of it: {@code run-7/photos/cars/cat} to {@code cars/cat} rather than to
 * {@code cat}. What has no partner, or more than one, is a problem and in no pair.
 */
public record Matching<P, T>(List<Pair<P, T>> pairs, List<Problem> problems) {
    /** @param place where it was found, for people */
    public record Named<V>(String name, String place, V value) {}

    /** {@code name} is the truth's. */
    public record Pair<P, T>(String name, Named<P> predicted, Named<T> truth) {}

    /** Why something could not be measured. */
    public record Problem(String name, String what) implements MaskEvaluation.Verdict {}

    static <P, T> Matching<P, T> of(List<Named<P>> predicted, List<Named<T>> truths) {
        List<Problem> problems = new ArrayList<>();
        Map<String, List<Named<T>>> truthsOf = new TreeMap<>();
        for (Named<T> truth : truths)
            truthsOf.computeIfAbsent(truth.name(), name -> new ArrayList<>()).add(truth);
        Map<String, List<Named<P>>> predictedOf = new LinkedHashMap<>();
        for (Named<P> prediction : predicted) {
            String name = longestKnownEnd(prediction.name(), truthsOf);
            if (name.isEmpty()) {
                problems.add(new Problem(prediction.name(), "no truth for " + prediction.place()));
            } else {
                predictedOf.computeIfAbsent(name, each -> new ArrayList<>()).add(prediction);
            }
        }
        List<Pair<P, T>> pairs = new ArrayList<>();
        truthsOf.forEach((name, sameTruths) -> {
            List<Named<P>> same = predictedOf.getOrDefault(name, List.of());
            if (sameTruths.size() > 1) {
                problems.add(new Problem(name, "more than one truth: " + places(sameTruths)));
            } else if (same.size() > 1) {
                problems.add(new Problem(name, "more than one prediction: " + places(same)));
            } else if (same.isEmpty()) {
                problems.add(new Problem(
                        name, "no prediction for " + sameTruths.getFirst().place()));
            } else {
                pairs.add(new Pair<>(name, same.getFirst(), sameTruths.getFirst()));
            }
        });
        return new Matching<>(pairs, problems);
    }

    private static String longestKnownEnd(String name, Map<String, ?> known) {
        String end = name;
        while (!known.containsKey(end)) {
            int slash = end.indexOf('/');
            if (slash < 0) return "";
            end = end.substring(slash + 1);
        }
        return end;
    }

    private static String places(List<? extends Named<?>> all) {
        return String.join(", ", all.stream().map(Named::place).toList());
    }
}
