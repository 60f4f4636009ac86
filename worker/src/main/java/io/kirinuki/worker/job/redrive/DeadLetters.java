package io.kirinuki.worker.job.redrive;

import io.kirinuki.worker.event.DeadLetter;
import io.kirinuki.worker.job.Jobs;
import io.kirinuki.worker.job.history.History;
import io.kirinuki.worker.job.history.Moment;
import io.kirinuki.worker.job.history.Span;
import io.kirinuki.worker.job.history.Spans;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The dead letters of a group of workers, and what has become of them. */
public final class DeadLetters {
    /** One of them, and how it stands. */
    public record Found(DeadLetter letter, Standing standing) {}

    private final Jobs jobs;
    private final String topic;

    public DeadLetters(Jobs jobs) {
        this.jobs = jobs;
        topic = jobs.config().topics().failures();
    }

    public String topic() {
        return topic;
    }

    /**
     * Those of a range that meet conditions, each partition's in their order.
     *
     * @param where as {@link LetterFilter} reads it
     */
    public void each(Moment from, Moment to, String where, Consumer<Found> listener) throws InterruptedException {
        LetterFilter filter = LetterFilter.parse(where);
        List<Span> spans;
        try (var consumer = jobs.clients().consumer()) {
            spans = Spans.of(consumer, topic, from, to);
        }
        Closings closings =
                Closings.of(new Redrives(jobs).turns(), jobs.clients().topicId(topic));
        try (History history = new History(jobs.clients(), topic, spans, Map.of())) {
            while (!history.ended()) {
                history.take()
                        .map(DeadLetter::of)
                        .filter(filter)
                        .ifPresent(letter -> listener.accept(new Found(letter, closings.of(letter))));
            }
        }
    }

    /** Empty where there is none, or none any more. */
    public Optional<Found> at(int partition, long offset) throws InterruptedException {
        List<Found> found = new ArrayList<>();
        Moment from = new Moment.Offsets(new TreeMap<>(Map.of(partition, offset)));
        Moment to = new Moment.Offsets(new TreeMap<>(Map.of(partition, offset + 1)));
        each(from, to, "", found::add);
        return found.stream().findFirst();
    }
}
