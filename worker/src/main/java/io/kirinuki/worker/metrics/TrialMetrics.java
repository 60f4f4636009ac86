package io.kirinuki.worker.metrics;

import io.kirinuki.pipeline.trial.TrialEnd;
import io.kirinuki.pipeline.trial.TrialStanding;
import io.prometheus.client.Counter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** What comes of new versions of models that are tried beside old ones. There is one trial at a time. */
public final class TrialMetrics {
    private final Registry registry;
    private final Counter ended;

    TrialMetrics(Registry registry) {
        this.registry = registry;
        ended = registry.counter("trials", "Trials of new versions of models that ended.", "model", "outcome");
    }

    /** With each series at 0, so that its first is an increase. */
    public void began(String model) {
        for (TrialEnd end :
                List.of(new TrialEnd.Promoted(""), new TrialEnd.RolledBack(""), new TrialEnd.Withdrawn(""))) {
            ended.labels(model, end.word());
        }
    }

    public void ended(String model, TrialEnd how) {
        ended.labels(model, how.word()).inc();
    }

    /** Of the trial that there is at the time of the scrape, if any. */
    public void standing(Supplier<Optional<TrialStanding>> trial) {
        registry.gauge(
                "trial_info",
                "1 for the new version of a model that is on trial.",
                List.of("model", "served", "version", "mode"),
                () -> trial.get().stream()
                        .map(now -> new Sample(
                                List.of(
                                        now.model(),
                                        now.served(),
                                        now.tried(),
                                        now.terms().mode().name().toLowerCase(Locale.ROOT)),
                                1))
                        .toList());
        registry.gauge(
                "trial_images",
                "Images of the trial so far, by what came of them.",
                List.of("model", "version", "outcome"),
                () -> trial.get().map(TrialMetrics::images).orElse(List.of()));
        registry.gauge(
                "trial_agreement",
                "How near both versions are so far, in the mean.",
                List.of("model", "version", "measure"),
                () -> trial.get().map(TrialMetrics::agreement).orElse(List.of()));
    }

    private static List<Sample> images(TrialStanding now) {
        return List.of(
                images(now, "agreed", now.compared() - now.disagreed()),
                images(now, "disagreed", now.disagreed() - now.failed()),
                images(now, "failed", now.failed()),
                images(now, "not_compared", now.dropped()));
    }

    private static Sample images(TrialStanding now, String outcome, long number) {
        return new Sample(List.of(now.model(), now.tried(), outcome), number);
    }

    private static List<Sample> agreement(TrialStanding now) {
        List<Sample> samples = new ArrayList<>();
        now.mean().ifPresent(mean -> {
            samples.add(new Sample(List.of(now.model(), now.tried(), mean.measure()), mean.value()));
            samples.add(new Sample(List.of(now.model(), now.tried(), "lost_certainty"), mean.lostCertainty()));
        });
        return samples;
    }
}
