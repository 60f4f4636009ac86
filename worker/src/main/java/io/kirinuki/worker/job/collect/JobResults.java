package io.kirinuki.worker.job.collect;

import io.kirinuki.image.Blob;
import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.worker.StartException;
import io.kirinuki.worker.event.JobHeaders;
import io.kirinuki.worker.event.JobRequest;
import io.kirinuki.worker.job.history.Foreign;
import io.kirinuki.worker.job.history.Spans;
import io.kirinuki.worker.job.journal.JobState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The answers to a job's requests in the results topic, those to dead letters that were sent again among them, one after
 * the other as they come. Owned by one thread.
 */
final class JobResults implements AutoCloseable {
    /** An answer, and its bytes as they are in the topic. */
    record Found(long number, Rank rank, ImageAnswer answer, Blob value) {}

    private static final Duration NEW_PARTITIONS = Duration.ofSeconds(5);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final JobState job;
    private final String topic;
    private final Foreign foreign = new Foreign();
    private final boolean taken;
    private long lookedForPartitions = System.nanoTime();

    /**
     * The consumer is its own from now on.
     *
     * @param reached where to read on, by partition; where nothing is told, from where the job began
     */
    JobResults(KafkaConsumer<byte[], byte[]> consumer, String topic, JobState job, Map<Integer, Long> reached) {
        this.consumer = consumer;
        this.job = job;
        this.topic = topic;
        List<TopicPartition> partitions = Spans.partitions(consumer, topic);
        consumer.assign(partitions);
        Map<TopicPartition, Long> oldest = consumer.beginningOffsets(partitions);
        boolean gone = false;
        for (TopicPartition one : partitions) {
            long from = Optional.ofNullable(reached.get(one.partition()))
                    .orElse(job.answersFrom().getOrDefault(one.partition(), 0L));
            gone |= oldest.get(one) > from;
            consumer.seek(one, Math.max(from, oldest.get(one)));
        }
        taken = gone;
    }

    /** Whether the topic's retention has taken records that were not read, and answers with them perhaps. */
    boolean taken() {
        return taken;
    }

    /** What has come, and waits so long where nothing has. */
    List<Found> next(Duration wait) {
        takeNewPartitions();
        List<Found> found = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait))
            take(record).ifPresent(found::add);
        return found;
    }

    private Optional<Found> take(ConsumerRecord<byte[], byte[]> record) {
        Optional<JobRequest> request = JobHeaders.request(record.headers());
        if (request.isEmpty()
                && JobHeaders.job(record.headers()).filter(job.id()::equals).isPresent()) {
            throw new StartException(
                    "%s was sent or answered by an earlier version of Kirinuki, which did not number requests, so their order is not known: run the same submission or replay again, once all workers are of this version. What is done already is answered from its sidecars"
                            .formatted(job.id()));
        }
        return request.filter(one -> one.job().equals(job.id()) && one.number() < Integer.MAX_VALUE)
                .flatMap(one -> foreign.answer(record)
                        .map(answer -> new Found(one.number(), Rank.of(record), answer, Blob.of(record.value()))));
    }

    /** Answers go to partitions that were added since, too. */
    private void takeNewPartitions() {
        if (System.nanoTime() - lookedForPartitions < NEW_PARTITIONS.toNanos()) return;
        lookedForPartitions = System.nanoTime();
        List<TopicPartition> all = Spans.partitions(consumer, topic);
        List<TopicPartition> more =
                all.stream().filter(one -> !consumer.assignment().contains(one)).toList();
        if (more.isEmpty()) return;
        consumer.assign(all);
        consumer.seekToBeginning(more);
    }

    /** Where the topic ends now. */
    Map<TopicPartition, Long> end() {
        return consumer.endOffsets(consumer.assignment());
    }

    /** Whether all before that was read. */
    boolean isAt(Map<TopicPartition, Long> end) {
        return end.entrySet().stream().allMatch(one -> consumer.position(one.getKey()) >= one.getValue());
    }

    /** Behind what {@link #next} has given, by partition. */
    SortedMap<Integer, Long> reached() {
        SortedMap<Integer, Long> reached = new TreeMap<>();
        consumer.assignment().forEach(one -> reached.put(one.partition(), consumer.position(one)));
        return reached;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
