package io.kirinuki.worker.job.replay;

import io.kirinuki.evaluation.change.ChangeTally;
import io.kirinuki.worker.job.Jobs;
import io.kirinuki.worker.job.history.History;
import io.kirinuki.worker.job.history.Moment;
import io.kirinuki.worker.job.history.Span;
import io.kirinuki.worker.job.history.Spans;
import io.kirinuki.worker.job.journal.JobState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * What a replay has changed by now, out of the answers of before and of now: the results, from where the first answers
 * may lie to where they end when this is made.
 */
public record ReplayDiff(Jobs jobs, JobState job, ReplayPlan plan, List<Span> spans) {
    /** What was found; {@code answers} to the replay, with one before them or none. */
    public record Found(long answers, ChangeTally tally) {}

    /** Throws {@link io.kirinuki.worker.StartException} where there is no such replay. */
    public static ReplayDiff of(Jobs jobs, String id) {
        JobState job = jobs.find(ReplayPlan.KIND, id);
        ReplayPlan plan = (ReplayPlan) job.plan();
        return new ReplayDiff(jobs, job, plan, spans(jobs, plan));
    }

    private static List<Span> spans(Jobs jobs, ReplayPlan plan) {
        Map<Integer, Long> first = new TreeMap<>();
        plan.answers().forEach(span -> first.put(span.partition(), span.from()));
        List<Span> spans = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = jobs.clients().consumer()) {
            for (Span all : Spans.of(consumer, results(jobs), new Moment.Earliest(), new Moment.Latest())) {
                long from = Math.max(all.from(), first.getOrDefault(all.partition(), 0L));
                spans.add(new Span(all.partition(), Math.min(from, all.to()), all.to()));
            }
        }
        return spans;
    }

    private static String results(Jobs jobs) {
        return jobs.config().topics().results();
    }

    /** Offsets to be read. */
    public long length() {
        return Spans.length(spans);
    }

    /** Reads the results once; {@code reached} hears how many offsets lie behind. */
    public Found read(LongConsumer reached) {
        AnswerPairs pairs = new AnswerPairs(job, plan, jobs.config().topics().backfill());
        try (History history = new History(jobs.clients(), results(jobs), spans, Map.of())) {
            while (!history.ended()) {
                history.take().ifPresent(pairs::add);
                reached.accept(history.reached());
            }
        }
        return new Found(pairs.answers(), pairs.tally());
    }
}
