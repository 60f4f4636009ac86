package io.kirinuki.worker.job.replay;

import io.kirinuki.evaluation.change.Change;
import io.kirinuki.evaluation.change.ChangeTally;
import io.kirinuki.evaluation.change.Rendition;
import io.kirinuki.evaluation.change.Renditions;
import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageRemoval;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Position;
import io.kirinuki.worker.event.JobHeaders;
import io.kirinuki.worker.job.history.Foreign;
import io.kirinuki.worker.job.history.Positions;
import io.kirinuki.worker.job.journal.JobState;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Brings each answer to a replay together with the one that the same request had last before: its first, or that of an
 * earlier replay. Owned by one thread.
 *
 * <p>Answers to one request lie in one partition, in their order, where requests have keys. Of requests without, an
 * answer counts as earlier if it was there when the replay began.
 */
final class AnswerPairs {
    /** What is remembered of an answer. */
    private sealed interface Past {
        record Made(Rendition rendition) implements Past {}

        record Failed(String name) implements Past {}
    }

    private final String job;
    private final boolean ofReplays;
    private final ReplayPlan plan;
    private final SortedMap<Integer, Long> answersFrom;
    private final Renditions renditions = new Renditions();
    private final ChangeTally tally = new ChangeTally();
    private final Map<Position, Past> before = new HashMap<>();
    /** Answers to the replay that have met none before. */
    private final Map<Position, Past> alone = new HashMap<>();
    /** Of the replay's own requests, since a worker may answer twice. */
    private final Positions seen = new Positions();

    private final Positions paired = new Positions();
    private final Foreign foreign = new Foreign();
    private long answers;

    /** @param backfill the topic that replays go to */
    AnswerPairs(JobState job, ReplayPlan plan, Optional<String> backfill) {
        this.job = job.id();
        ofReplays = backfill.filter(plan.topic()::equals).isPresent();
        this.plan = plan;
        answersFrom = job.answersFrom();
    }

    /** The next answer of the results topic; those of a partition must come in their order. */
    void add(ConsumerRecord<byte[], byte[]> record) {
        foreign.answer(record).ifPresent(answer -> add(record, answer));
    }

    private void add(ConsumerRecord<byte[], byte[]> record, ImageAnswer answer) {
        Optional<Position> again = JobHeaders.replayOf(record.headers());
        boolean own = JobHeaders.job(record.headers()).filter(job::equals).isPresent();
        Position request = again.orElse(answer.position());
        if (own) {
            if (seen.add(answer.position())) now(request, past(answer));
        } else if (isReplayed(request)) {
            boolean certainly = record.offset() < answersFrom.getOrDefault(record.partition(), 0L);
            earlier(request, past(answer), certainly);
        }
    }

    /** Of a history of replays nobody knows beforehand which requests they stand for. */
    private boolean isReplayed(Position request) {
        return ofReplays || plan.holds(request);
    }

    private Past past(ImageAnswer answer) {
        return switch (answer) {
            case ImageFailure failure ->
                new Past.Failed(failure.failure().name().intern());
            case ImageRemoval removal ->
                new Past.Failed(removal.asFailure().failure().name());
            case ImageResult result -> new Past.Made(renditions.of(result));
        };
    }

    private void now(Position request, Past now) {
        answers++;
        if (paired.holds(request)) return; // two replays of it were replayed
        Past then = before.remove(request);
        if (then == null) alone.put(request, now);
        else pair(request, then, now);
    }

    /** @param certainly whether it was there before the replay began */
    private void earlier(Position request, Past then, boolean certainly) {
        if (paired.holds(request)) return;
        Past now = alone.get(request);
        if (now == null) {
            before.put(request, then);
        } else if (certainly) {
            alone.remove(request);
            pair(request, then, now);
        }
    }

    private void pair(Position request, Past then, Past now) {
        paired.add(request);
        switch (now) {
            case Past.Made(Rendition after) -> {
                switch (then) {
                    case Past.Made(Rendition first) -> tally.add(new Change(first, after));
                    case Past.Failed(String name) -> tally.mended(name);
                }
            }
            case Past.Failed(String name) -> {
                if (then instanceof Past.Made) tally.broken(name);
                else tally.failing(name);
            }
        }
    }

    /** What has come of it, at the end of the results. */
    ChangeTally tally() {
        tally.unanswered(alone.size());
        alone.clear();
        before.clear();
        return tally;
    }

    /** Answers to the replay. */
    long answers() {
        return answers;
    }
}
