package io.kirinuki.worker.job.redrive;

import io.kirinuki.worker.event.DeadLetter;
import io.kirinuki.worker.job.Feed;
import io.kirinuki.worker.job.history.Cursors;
import io.kirinuki.worker.job.history.History;
import io.kirinuki.worker.job.history.JobClients;
import io.kirinuki.worker.job.history.Spans;
import io.kirinuki.worker.job.journal.Chunk;
import io.kirinuki.worker.job.journal.JobState;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Dead letters as a dismissal looks at them, one after the other; nothing is sent. */
final class DismissFeed implements Feed {
    private static final int MOST_TAKEN = 10_000;

    private final DismissPlan plan;
    private final LetterFilter filter;
    private final Closings closings;
    private final History history;

    /** @param closings by all redrives and dismissals but this one */
    DismissFeed(DismissPlan plan, JobState state, Closings closings, JobClients clients) {
        this.plan = plan;
        this.filter = LetterFilter.parse(plan.where());
        this.closings = closings;
        history = new History(clients, plan.topic(), plan.spans(), Cursors.offsets(state.cursor()));
    }

    @Override
    public boolean ended() {
        return history.ended();
    }

    @Override
    public long reached() {
        return history.reached();
    }

    @Override
    public long total() {
        return Spans.length(plan.spans());
    }

    @Override
    public Chunk next(int most) {
        SortedMap<String, Long> left = new TreeMap<>();
        int taken = 0;
        while (taken < MOST_TAKEN) {
            Optional<ConsumerRecord<byte[], byte[]>> record = history.take();
            if (record.isEmpty()) break;
            taken++;
            left.merge(outcome(DeadLetter.of(record.get())), 1L, Long::sum);
        }
        long gone = history.gone();
        if (gone > 0) left.merge(RedriveFeed.DELETED, gone, Long::sum);
        return new Chunk(List.of(), 0, taken, left, Cursors.of(history.next()));
    }

    private String outcome(DeadLetter letter) {
        if (!filter.test(letter)) return RedriveTerms.NOT_MEANT;
        if (letter.isTombstone()) return RedriveTerms.TOMBSTONE;
        return switch (closings.of(letter)) {
            case Standing.Open open -> Dismissals.DISMISSED;
            case Standing.Sent sent -> RedriveFeed.CLOSED;
            case Standing.Dismissed before -> RedriveFeed.DISMISSED;
        };
    }

    @Override
    public void close() {
        history.close();
    }
}
