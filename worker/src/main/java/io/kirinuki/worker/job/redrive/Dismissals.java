package io.kirinuki.worker.job.redrive;

import io.kirinuki.worker.job.Forecast;
import io.kirinuki.worker.job.Jobs;
import io.kirinuki.worker.job.history.Moment;
import io.kirinuki.worker.job.history.Span;
import io.kirinuki.worker.job.history.Spans;
import io.kirinuki.worker.job.journal.JobState;
import java.util.List;
import java.util.Optional;

/** Plans dismissals, and tells what they would do. */
public final class Dismissals {
    /** In a job's counts, dead letters that it has dismissed. */
    public static final String DISMISSED = "dismissed";

    private static final int MOST_WORDS = 1_000;

    private final Jobs jobs;

    public Dismissals(Jobs jobs) {
        this.jobs = jobs;
    }

    /**
     * Fixes which dead letters are meant: what fails later is not part of it. Throws {@link IllegalArgumentException} that
     * names what is wrong.
     *
     * @param where as {@link LetterFilter} reads it
     */
    public DismissPlan plan(Moment from, Moment to, String where, String by, String why) throws InterruptedException {
        var unused = LetterFilter.parse(where);
        check("--by", by);
        check("--why", why);
        String topic = jobs.config().topics().failures();
        try (var consumer = jobs.clients().consumer()) {
            List<Span> spans = Spans.of(consumer, topic, from, to);
            return new DismissPlan(topic, jobs.clients().topicId(topic), spans, where, by.strip(), why.strip());
        }
    }

    private static void check(String option, String words) {
        if (words.isBlank()) throw new IllegalArgumentException(option + ": some words expected");
        if (words.length() > MOST_WORDS) {
            throw new IllegalArgumentException(
                    "%s: at most %d characters expected, found %d".formatted(option, MOST_WORDS, words.length()));
        }
    }

    DismissFeed feed(DismissPlan plan, JobState state) throws InterruptedException {
        Redrives redrives = new Redrives(jobs);
        redrives.checkTopic(plan.topic(), plan.topicId(), state);
        return new DismissFeed(plan, state, redrives.closings(state, plan.topicId()), jobs.clients());
    }

    /** Does all that the dismissal would, and leaves everything as it is. */
    public Forecast forecast(DismissPlan plan) throws InterruptedException {
        JobState state = jobs.fresh("dry-run", plan, Optional.empty(), Optional.empty());
        try (DismissFeed feed = feed(plan, state)) {
            return Forecast.of(feed);
        }
    }
}
