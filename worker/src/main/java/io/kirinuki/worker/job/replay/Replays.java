package io.kirinuki.worker.job.replay;

import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.reach.KeyPrefix;
import io.kirinuki.worker.StartException;
import io.kirinuki.worker.config.WorkerConfig;
import io.kirinuki.worker.job.Forecast;
import io.kirinuki.worker.job.Jobs;
import io.kirinuki.worker.job.history.Moment;
import io.kirinuki.worker.job.history.Span;
import io.kirinuki.worker.job.history.Spans;
import io.kirinuki.worker.job.journal.JobState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Plans replays, and tells what they would do. */
public final class Replays {
    /** What a replay would do, and what that would cost at most. */
    public record Costed(Forecast forecast, Estimate estimate) {}

    private final Jobs jobs;
    private final WorkerConfig config;

    public Replays(Jobs jobs) {
        this.jobs = jobs;
        config = jobs.config();
    }

    /**
     * Fixes what is to be replayed: what comes later is not part of it.
     *
     * @param topic whose history is meant; absent: that of live requests
     * @param where as {@link RequestFilter} reads it
     */
    public ReplayPlan plan(
            Optional<String> topic,
            Moment from,
            Moment to,
            String where,
            Optional<String> pipeline,
            Optional<String> outputPrefix,
            boolean force)
            throws FailedException {
        target();
        var unused = RequestFilter.parse(where);
        outputPrefix.flatMap(KeyPrefix::problem).ifPresent(problem -> {
            throw new IllegalArgumentException("--out-prefix: " + problem);
        });
        if (pipeline.isPresent()) jobs.pipelines().check(pipeline.get(), Map.of());
        String source = topic.orElse(config.topics().requests());
        try (KafkaConsumer<byte[], byte[]> consumer = jobs.clients().consumer()) {
            List<Span> spans = Spans.of(consumer, source, from, to);
            // An answer is written after its request, so none lies before the requests' own time.
            Moment answersFrom = from instanceof Moment.At ? from : new Moment.Earliest();
            List<Span> answers = Spans.of(consumer, config.topics().results(), answersFrom, new Moment.Latest());
            return new ReplayPlan(source, spans, answers, where, pipeline, outputPrefix, force);
        }
    }

    private String target() {
        return config.topics()
                .backfill()
                .orElseThrow(() -> new StartException(
                        "kirinuki.topics.backfill: is required, for replays go to the backfill lane; make such a topic,"
                                + " set it for all workers, and start them anew"));
    }

    ReplayFeed feed(ReplayPlan plan, JobState state) {
        RequestFilter filter = RequestFilter.parse(plan.where());
        return feed(plan, state, filter, filter.asksForAnswers() ? past(plan, filter) : PastAnswers.none());
    }

    private ReplayFeed feed(ReplayPlan plan, JobState state, RequestFilter filter, PastAnswers past) {
        return new ReplayFeed(plan, filter, past, state, target(), jobs.doors(), jobs.clients());
    }

    private PastAnswers past(ReplayPlan plan, RequestFilter filter) {
        return PastAnswers.read(jobs.clients(), config.topics().results(), plan, filter);
    }

    /** Does all that the replay would, but for sending. */
    public Costed forecast(ReplayPlan plan) throws InterruptedException {
        JobState state = jobs.fresh("dry-run", plan, Optional.empty(), Optional.empty());
        RequestFilter filter = RequestFilter.parse(plan.where());
        try (ReplayFeed feed = feed(plan, state, filter, past(plan, filter))) {
            return new Costed(Forecast.of(feed), feed.estimate());
        }
    }
}
