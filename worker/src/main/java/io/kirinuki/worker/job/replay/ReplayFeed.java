package io.kirinuki.worker.job.replay;

import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.Position;
import io.kirinuki.schema.Reading;
import io.kirinuki.worker.event.JobHeaders;
import io.kirinuki.worker.event.door.Asked;
import io.kirinuki.worker.event.door.Doors;
import io.kirinuki.worker.event.door.TextHeaders;
import io.kirinuki.worker.job.Feed;
import io.kirinuki.worker.job.history.Cursors;
import io.kirinuki.worker.job.history.History;
import io.kirinuki.worker.job.history.JobClients;
import io.kirinuki.worker.job.journal.Chunk;
import io.kirinuki.worker.job.journal.JobState;
import io.kirinuki.worker.ledger.Intake;
import io.kirinuki.worker.ledger.LedgerEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The requests of a topic's history, through whichever door they came, as requests for backfill; removals are none. A request is written
 * anew: named as it was or by its position, without its deadline, which is past, and without the force of its first time.
 */
final class ReplayFeed implements Feed {
    static final String NOT_MEANT = "not meant";
    static final String UNREADABLE = "unreadable";
    static final String NO_REQUEST = "no request";
    /** A dead letter that was sent again: the request that it was first is in the range, too. */
    static final String REDRIVEN = "redriven";

    /** Offsets, be there records or not, that the topic's retention took before they were read. */
    static final String DELETED = "deleted meanwhile";

    private static final int MOST_TAKEN = 10_000;

    private final ReplayPlan plan;
    private final String job;
    private final String target;
    private final Doors doors;
    private final History history;
    private final RequestFilter filter;
    private final PastAnswers past;
    private final Estimate estimate;

    /** @param target the topic of backfill */
    ReplayFeed(
            ReplayPlan plan,
            RequestFilter filter,
            PastAnswers past,
            JobState state,
            String target,
            Doors doors,
            JobClients clients) {
        this.plan = plan;
        this.job = state.id();
        this.target = target;
        this.doors = doors;
        this.past = past;
        this.filter = filter;
        history = new History(clients, plan.topic(), plan.spans(), Cursors.offsets(state.cursor()));
        estimate = new Estimate(past.costs());
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
        return plan.length();
    }

    /** Of what was sent. */
    Estimate estimate() {
        return estimate;
    }

    /** A record of several requests goes out whole, be it more than was asked for. */
    @Override
    public Chunk next(int most) {
        List<ProducerRecord<byte[], byte[]>> outgoing = new ArrayList<>();
        SortedMap<String, Long> left = new TreeMap<>();
        int taken = 0;
        while (outgoing.size() < most && taken < MOST_TAKEN) {
            Optional<ConsumerRecord<byte[], byte[]>> record = history.take();
            if (record.isEmpty()) break;
            taken++;
            List<LedgerEntry> entries = entries(record.get());
            if (entries.isEmpty()) left.merge(NO_REQUEST, 1L, Long::sum);
            for (LedgerEntry entry : entries) {
                Asked asked = doors.read(entry);
                if (asked.isRemoval()) {
                    left.merge(NO_REQUEST, 1L, Long::sum);
                } else if (!(asked.reading() instanceof Reading.Read(ImageRequest request))) {
                    left.merge(UNREADABLE, 1L, Long::sum);
                } else if (!origin(entry).equals(entry.position()) && plan.holds(origin(entry))) {
                    left.merge(REDRIVEN, 1L, Long::sum);
                } else if (!filter.asked().test(request) || !past.meets(origin(entry))) {
                    left.merge(NOT_MEANT, 1L, Long::sum);
                } else {
                    outgoing.add(again(entry, request));
                }
            }
        }
        long gone = history.gone();
        if (gone > 0) left.merge(DELETED, gone, Long::sum);
        return new Chunk(outgoing, outgoing.size(), taken, left, Cursors.of(history.next()));
    }

    private List<LedgerEntry> entries(ConsumerRecord<byte[], byte[]> record) {
        var streamed = new Record<>(
                record.key(), record.value(), Math.max(0, record.timestamp()), new RecordHeaders(record.headers()));
        List<LedgerEntry> entries = new ArrayList<>();
        for (Intake.Share share : doors.shares(streamed)) {
            Position position = new Position(record.topic(), record.partition(), record.offset(), share.index());
            entries.add(LedgerEntry.accept(position, streamed.withValue(share.value())));
        }
        return entries;
    }

    /** A request that was a replay itself stands for the one that it replayed. */
    private static Position origin(LedgerEntry entry) {
        return JobHeaders.replayOf(entry.originalHeaders()).orElse(entry.position());
    }

    private ProducerRecord<byte[], byte[]> again(LedgerEntry entry, ImageRequest request) {
        Position origin = origin(entry);
        ImageRequest again = plan.apply(request, origin.toString());
        estimate.add(again.title());
        var record = new ProducerRecord<>(target, entry.key().orElse(null), Json.write(again));
        TextHeaders.set(record.headers(), "content-type", "application/json");
        TextHeaders.set(record.headers(), JobHeaders.JOB, job);
        TextHeaders.set(record.headers(), JobHeaders.REPLAY_OF, origin.toString());
        return record;
    }

    @Override
    public void close() {
        history.close();
    }
}
