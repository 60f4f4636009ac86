package io.kirinuki.worker.job.replay;

import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Position;
import io.kirinuki.worker.event.JobHeaders;
import io.kirinuki.worker.job.history.Costs;
import io.kirinuki.worker.job.history.Foreign;
import io.kirinuki.worker.job.history.History;
import io.kirinuki.worker.job.history.JobClients;
import io.kirinuki.worker.job.history.Positions;
import io.kirinuki.worker.job.history.Where;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What was answered to the requests of a topic's history: which of them meet conditions by their last answer, and what
 * they cost. An answer to a replay is one to the request that was replayed.
 *
 * <p>A bit or two for each request are kept, so that millions of them need some megabytes.
 */
final class PastAnswers {
    private final Positions answered = new Positions();
    private final Positions meeting = new Positions();
    private final Costs costs = new Costs();
    private final Foreign foreign = new Foreign();
    private final Where<Optional<ImageAnswer>> conditions;

    private PastAnswers(Where<Optional<ImageAnswer>> conditions) {
        this.conditions = conditions;
    }

    /** Reads the results once. */
    static PastAnswers read(JobClients clients, String results, ReplayPlan plan, RequestFilter filter) {
        PastAnswers past = new PastAnswers(filter.answered());
        try (History history = new History(clients, results, plan.answers(), Map.of())) {
            while (!history.ended()) {
                history.take().ifPresent(past::add);
            }
        }
        return past;
    }

    /** Of conditions that are about requests alone. */
    static PastAnswers none() {
        return new PastAnswers(new Where<>(List.of()));
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        foreign.answer(record).ifPresent(answer -> add(record, answer));
    }

    private void add(ConsumerRecord<byte[], byte[]> record, ImageAnswer answer) {
        // Answers to one request lie in one partition, in their order: they share its key.
        Position request = JobHeaders.replayOf(record.headers()).orElse(answer.position());
        answered.add(request);
        if (conditions.test(Optional.of(answer))) {
            meeting.add(request);
        } else {
            meeting.remove(request);
        }
        if (answer instanceof ImageResult result) costs.add(result);
    }

    /** Whether the request's last answer, or that it has none, meets the conditions. */
    boolean meets(Position request) {
        return answered.holds(request) ? meeting.holds(request) : conditions.test(Optional.empty());
    }

    Costs costs() {
        return costs;
    }
}
