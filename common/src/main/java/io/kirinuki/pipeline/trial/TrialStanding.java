package io.kirinuki.pipeline.trial;

import java.util.Locale;
import java.util.Optional;

/**
 * How a trial stands, in this worker.
 *
 * @param served the version that others run on
 * @param tried the version on trial
 * @param compared images that both versions were asked about, those that the tried one failed on among them
 * @param disagreed of those, beyond the bounds or failed
 * @param failed of those, the tried version had no answer
 * @param dropped images of the trial's share that were not compared, as there was no room
 * @param mean of what was measured; absent as long as nothing was
 */
public record TrialStanding(
        String model,
        String served,
        String tried,
        TrialTerms terms,
        int compared,
        int disagreed,
        int failed,
        long dropped,
        Optional<Mean> mean) {
    /**
     * @param measure {@code iou}, {@code degrees} or {@code label}
     * @param lostCertainty by how much the tried version is less certain
     */
    public record Mean(String measure, double value, double lostCertainty) {}

    /** One line, without the model's name. */
    public String words() {
        return String.format(
                Locale.ROOT,
                "%s beside %s, %.1f %% of images: %d of %d compared, %d disagree, %d not compared%s",
                terms.mode().name().toLowerCase(Locale.ROOT),
                served,
                100 * terms.share(),
                compared,
                terms.images(),
                disagreed,
                dropped,
                mean.map(found -> String.format(Locale.ROOT, "; %s %.3f in the mean", found.measure(), found.value()))
                        .orElse(""));
    }
}
