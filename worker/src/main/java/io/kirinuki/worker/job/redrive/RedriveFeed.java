package io.kirinuki.worker.job.redrive;

import io.kirinuki.schema.Position;
import io.kirinuki.worker.event.DeadLetter;
import io.kirinuki.worker.event.JobHeaders;
import io.kirinuki.worker.event.door.Doors;
import io.kirinuki.worker.event.door.TextHeaders;
import io.kirinuki.worker.job.Feed;
import io.kirinuki.worker.job.history.Cursors;
import io.kirinuki.worker.job.history.History;
import io.kirinuki.worker.job.history.JobClients;
import io.kirinuki.worker.job.journal.Chunk;
import io.kirinuki.worker.job.journal.JobState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Dead letters as the records that they were: key, value and own headers, back to topic and partition. Their time is
 * that of sending, or a topic's retention might take them at once.
 */
final class RedriveFeed implements Feed {
    static final String CLOSED = "closed before";

    /** Somebody has said that it is not to be sent. */
    static final String DISMISSED = "dismissed before";

    /** Offsets, be there records or not, that the topic's retention took before they were read. */
    static final String DELETED = "deleted meanwhile";

    private static final int MOST_TAKEN = 10_000;

    private final RedriveTerms terms;
    private final String job;
    private final Closings closings;
    private final Map<String, Integer> partitions;
    private final Doors doors;
    private final History history;

    /**
     * @param closings by all redrives and dismissals but this one
     * @param partitions of the topics that dead letters may go back to
     * @param doors with the rules of today, to know how many answers will come
     */
    RedriveFeed(
            RedriveTerms terms,
            JobState state,
            Closings closings,
            Map<String, Integer> partitions,
            Doors doors,
            JobClients clients) {
        this.terms = terms;
        this.job = state.id();
        this.closings = closings;
        this.partitions = partitions;
        this.doors = doors;
        RedrivePlan plan = terms.plan();
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
        return terms.plan().length();
    }

    @Override
    public Chunk next(int most) {
        List<ProducerRecord<byte[], byte[]>> outgoing = new ArrayList<>();
        SortedMap<String, Long> left = new TreeMap<>();
        long answers = 0;
        int taken = 0;
        while (outgoing.size() < most && taken < MOST_TAKEN) {
            Optional<ConsumerRecord<byte[], byte[]>> record = history.take();
            if (record.isEmpty()) break;
            taken++;
            DeadLetter letter = DeadLetter.of(record.get());
            Optional<String> reason = stays(letter);
            if (reason.isPresent()) {
                left.merge(reason.get(), 1L, Long::sum);
            } else {
                ProducerRecord<byte[], byte[]> again = again(letter);
                outgoing.add(again);
                answers += answers(again);
            }
        }
        long gone = history.gone();
        if (gone > 0) left.merge(DELETED, gone, Long::sum);
        return new Chunk(outgoing, answers, taken, left, Cursors.of(history.next()));
    }

    private Optional<String> stays(DeadLetter letter) {
        if (!terms.means(letter)) return Optional.of(RedriveTerms.NOT_MEANT);
        return switch (closings.of(letter)) {
            case Standing.Open open -> terms.obstacle(letter);
            case Standing.Sent sent -> Optional.of(CLOSED);
            case Standing.Dismissed dismissed when terms.plan().takesDismissed() -> terms.obstacle(letter);
            case Standing.Dismissed dismissed -> Optional.of(DISMISSED);
        };
    }

    private ProducerRecord<byte[], byte[]> again(DeadLetter letter) {
        Headers headers = letter.ownHeaders();
        TextHeaders.set(headers, JobHeaders.JOB, job);
        TextHeaders.set(headers, JobHeaders.REPLAY_OF, request(letter).toString());
        TextHeaders.set(headers, JobHeaders.REPLAY_COUNT, Integer.toString(letter.redrives() + 1));
        String topic = terms.target(letter);
        return new ProducerRecord<>(
                topic,
                partition(letter, topic),
                letter.record().key(),
                letter.record().value(),
                headers);
    }

    /** What is sent again, as all its answers name it: the request at its first place. */
    private static Position request(DeadLetter letter) {
        return JobHeaders.replayOf(letter.record().headers()).or(letter::origin).orElse(letter.position());
    }

    /** The one it came from, whoever chose that and how; null, for Kafka to choose by key, where it is not told or gone. */
    private Integer partition(DeadLetter letter, String topic) {
        return letter.origin()
                .map(Position::partition)
                .filter(partition -> partition < partitions.getOrDefault(topic, 0))
                .orElse(null);
    }

    private int answers(ProducerRecord<byte[], byte[]> record) {
        return doors.shares(new Record<>(record.key(), record.value(), 0, new RecordHeaders(record.headers())))
                .size();
    }

    @Override
    public void close() {
        history.close();
    }
}
