package io.kirinuki.pipeline.trial;

import io.kirinuki.schema.ImageSource;
import java.util.Locale;
import java.util.Optional;

/**
 * What a trial has found so far, and when that is enough for a verdict: a new version is promoted once as many images are
 * compared as the terms say and it is not less certain than they allow, and rolled back as soon as more of them disagree
 * than may. Any thread.
 */
public final class Tally {
    /** The image that agrees least of those that disagree. */
    private record Worst(ImageSource source, String words, double distance) {}

    private final TrialTerms terms;
    private int compared;
    private int disagreed;
    private int failed;
    private long dropped;
    private String measure = "";
    private double sum;
    private int measured;
    private double lost;
    private int lostOf;
    private Optional<Worst> worst = Optional.empty();

    public Tally(TrialTerms terms) {
        this.terms = terms;
    }

    /** A verdict where this image brings it. */
    public synchronized Optional<TrialEnd> add(ImageSource source, Agreement agreement) {
        compared++;
        measured++;
        measure = agreement.measure();
        sum += agreement.value();
        agreement.lostCertainty().ifPresent(by -> {
            lost += by;
            lostOf++;
        });
        if (!agreement.within(terms.bounds())) disagrees(source, agreement.words(), distance(agreement));
        return verdict();
    }

    /**
     * The tried version had no answer where the served one had.
     *
     * @param before how both agreed on the image, where that was added already: an image counts once
     */
    public synchronized Optional<TrialEnd> failed(ImageSource source, String why, Optional<Agreement> before) {
        if (before.isEmpty()) compared++;
        else if (!before.get().within(terms.bounds())) disagreed--;
        failed++;
        disagrees(source, why, Double.MAX_VALUE);
        return verdict();
    }

    /** An image of the trial's share was not compared, as there was no room for it. */
    public synchronized void dropped() {
        dropped++;
    }

    private static double distance(Agreement agreement) {
        return switch (agreement) {
            case Agreement.Maps maps -> 1 - maps.iou();
            case Agreement.Labels labels -> 1;
            case Agreement.Angles angles -> angles.degrees();
        };
    }

    private void disagrees(ImageSource source, String words, double distance) {
        disagreed++;
        if (worst.filter(known -> known.distance() >= distance).isEmpty()) {
            worst = Optional.of(new Worst(source, words, distance));
        }
    }

    private Optional<TrialEnd> verdict() {
        if (disagreed > terms.mayDisagree()) {
            return Optional.of(
                    new TrialEnd.RolledBack("%d of %d images disagree, where %d of %d may; furthest is %s: %s"
                            .formatted(
                                    disagreed,
                                    compared,
                                    terms.mayDisagree(),
                                    terms.images(),
                                    worst.orElseThrow().source(),
                                    worst.orElseThrow().words())));
        }
        if (compared < terms.images()) return Optional.empty();
        if (lostCertainty() > terms.bounds().uncertainty()) {
            return Optional.of(new TrialEnd.RolledBack(String.format(
                    Locale.ROOT,
                    "its uncertainty is greater by %.3f in the mean of %d images, and may be by %.3f",
                    lostCertainty(),
                    lostOf,
                    terms.bounds().uncertainty())));
        }
        return Optional.of(
                new TrialEnd.Promoted("%d of %d images agree%s".formatted(compared - disagreed, compared, mean())));
    }

    private double lostCertainty() {
        return lostOf == 0 ? 0 : lost / lostOf;
    }

    private String mean() {
        return measured == 0 ? "" : String.format(Locale.ROOT, ", %s %.3f in the mean", measure, sum / measured);
    }

    public synchronized TrialStanding standing(String model, String served, String tried) {
        return new TrialStanding(
                model,
                served,
                tried,
                terms,
                compared,
                disagreed,
                failed,
                dropped,
                measured == 0
                        ? Optional.empty()
                        : Optional.of(new TrialStanding.Mean(measure, sum / measured, lostCertainty())));
    }
}
