package io.kirinuki.worker.job;

import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.worker.StartException;
import io.kirinuki.worker.config.WorkerConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Plans replays, and tells what they would do. */
public final class Replays {
    /** What a replay would do, counted and not estimated but for the costs. */
    public record Forecast(long records, long requests, SortedMap<String, Long> left, Estimate estimate) {}

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
        return feed(plan, state, filter.asksForAnswers() ? past(plan) : PastAnswers.none());
    }

    private ReplayFeed feed(ReplayPlan plan, JobState state, PastAnswers past) {
        return new ReplayFeed(plan, state, target(), jobs.doors(), jobs.clients(), past);
    }

    private PastAnswers past(ReplayPlan plan) {
        return PastAnswers.read(jobs.clients(), config.topics().results(), plan, RequestFilter.parse(plan.where()));
    }

    /** Does all that the replay would, but for sending: so its counts are the replay's own. */
    public Forecast forecast(ReplayPlan plan) {
        JobState state = jobs.fresh("dry-run", plan, Optional.empty(), Optional.empty());
        try (ReplayFeed feed = feed(plan, state, past(plan))) {
            long records = 0;
            long requests = 0;
            SortedMap<String, Long> left = new TreeMap<>();
            while (!feed.ended()) {
                Chunk chunk = feed.next(1_000);
                records += chunk.taken();
                requests += chunk.outgoing().size();
                chunk.left().forEach((reason, count) -> left.merge(reason, count, Long::sum));
            }
            return new Forecast(records, requests, left, feed.estimate());
        }
    }
}
