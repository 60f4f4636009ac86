package io.kirinuki.worker.job.redrive;

import io.kirinuki.worker.StartException;
import io.kirinuki.worker.config.TopicsConfig;
import io.kirinuki.worker.job.Forecast;
import io.kirinuki.worker.job.Jobs;
import io.kirinuki.worker.job.history.Moment;
import io.kirinuki.worker.job.history.Span;
import io.kirinuki.worker.job.history.Spans;
import io.kirinuki.worker.job.journal.JobState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Plans redrives, and tells what they would do. One is at work at a time. */
public final class Redrives {
    /** A dead letter that was sent again so often has had its chances. */
    public static final int USUAL_MOST = 3;

    private final Jobs jobs;
    private final TopicsConfig topics;

    public Redrives(Jobs jobs) {
        this.jobs = jobs;
        topics = jobs.config().topics();
    }

    /**
     * Fixes which dead letters are meant: what fails later is not part of it.
     *
     * @param where as {@link LetterFilter} reads it
     * @param most a dead letter that was sent again so often stays
     * @param dismissed whether those that were dismissed go too
     */
    public RedrivePlan plan(Moment from, Moment to, String where, int most, boolean dismissed)
            throws InterruptedException {
        var unused = LetterFilter.parse(where);
        List<String> targets = Stream.concat(Stream.of(topics.requests()), topics.backfill().stream())
                .toList();
        try (KafkaConsumer<byte[], byte[]> consumer = jobs.clients().consumer()) {
            List<Span> spans = Spans.of(consumer, topics.failures(), from, to);
            String topicId = jobs.clients().topicId(topics.failures());
            return new RedrivePlan(topics.failures(), topicId, spans, where, most, Optional.of(dismissed), targets);
        }
    }

    /** Throws {@link StartException} while another is not ended: two at a time could send a dead letter twice. */
    void checkTurn(String job) {
        for (JobState other : turns()) {
            if (other.status() == JobState.Status.OPEN && !other.id().equals(job)) {
                throw new StartException(
                        "%s is not ended, and redrives and dismissals go one after the other: `kirinuki %s resume %s` goes on with it, `cancel` in place of `resume` ends it"
                                .formatted(other.id(), jobs.kind(other).command(), other.id()));
            }
        }
    }

    /** All that close dead letters. */
    List<JobState> turns() {
        return Stream.of(RedrivePlan.KIND, DismissPlan.KIND)
                .flatMap(kind -> jobs.whole(kind).stream())
                .toList();
    }

    Closings closings(JobState but, String topicId) {
        return Closings.of(
                turns().stream().filter(other -> !other.id().equals(but.id())).toList(), topicId);
    }

    /** Throws {@link StartException} where the dead letters that it began with are gone. */
    void checkTopic(String topic, String topicId, JobState state) throws InterruptedException {
        if (jobs.clients().topicId(topic).equals(topicId)) return;
        throw new StartException("topic %s was made anew since %s began; `kirinuki %s cancel %s`, and begin another"
                .formatted(topic, state.id(), jobs.kind(state).command(), state.id()));
    }

    RedriveFeed feed(RedrivePlan plan, JobState state) throws InterruptedException {
        checkTopic(plan.topic(), plan.topicId(), state);
        Map<String, Integer> partitions = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = jobs.clients().consumer()) {
            for (String topic : plan.targets()) {
                partitions.put(topic, Spans.partitions(consumer, topic).size());
            }
        }
        return new RedriveFeed(
                RedriveTerms.of(plan),
                state,
                closings(state, plan.topicId()),
                partitions,
                jobs.doors(),
                jobs.clients());
    }

    /** Does all that the redrive would, but for sending. */
    public Forecast forecast(RedrivePlan plan) throws InterruptedException {
        JobState state = jobs.fresh("dry-run", plan, Optional.empty(), Optional.empty());
        try (RedriveFeed feed = feed(plan, state)) {
            return Forecast.of(feed);
        }
    }
}
