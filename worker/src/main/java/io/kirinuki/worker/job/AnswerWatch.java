package io.kirinuki.worker.job;

import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageRemoval;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.worker.event.JobHeaders;
import io.kirinuki.worker.job.history.Costs;
import io.kirinuki.worker.job.history.Foreign;
import io.kirinuki.worker.job.history.Positions;
import io.kirinuki.worker.job.history.Spans;
import io.kirinuki.worker.job.journal.JobState;
import io.kirinuki.worker.job.journal.Tally;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Counts the answers to a job's requests, each request's once. Owned by one thread.
 */
public final class AnswerWatch implements AutoCloseable {
    private static final Duration NEW_PARTITIONS = Duration.ofSeconds(5);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String job;
    private final String results;
    private final Positions seen = new Positions();
    private final Foreign foreign = new Foreign();
    private long lookedForPartitions = System.nanoTime();
    private final SortedMap<String, Long> failed = new TreeMap<>();
    private long done;
    private long reused;
    private long bytes;
    private double acceleratorMillis;

    /** The consumer is this watch's own from now on. */
    AnswerWatch(KafkaConsumer<byte[], byte[]> consumer, String results, JobState state) {
        this.consumer = consumer;
        this.results = results;
        job = state.id();
        List<TopicPartition> partitions = Spans.partitions(consumer, results);
        consumer.assign(partitions);
        partitions.forEach(one -> consumer.seek(one, state.answersFrom().getOrDefault(one.partition(), 0L)));
    }

    /** Counts what has come, and waits so long where nothing has. */
    public void look(Duration wait) {
        takeNewPartitions();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
            if (!JobHeaders.job(record.headers()).filter(job::equals).isPresent()) continue;
            foreign.answer(record).filter(answer -> seen.add(answer.position())).ifPresent(this::count);
        }
    }

    /** Answers go to partitions that were added since, too. */
    private void takeNewPartitions() {
        if (System.nanoTime() - lookedForPartitions < NEW_PARTITIONS.toNanos()) return;
        lookedForPartitions = System.nanoTime();
        List<TopicPartition> all = Spans.partitions(consumer, results);
        List<TopicPartition> more =
                all.stream().filter(one -> !consumer.assignment().contains(one)).toList();
        if (more.isEmpty()) return;
        consumer.assign(all);
        consumer.seekToBeginning(more);
    }

    /** Reads all that is there by now. */
    void catchUp() {
        Map<TopicPartition, Long> end = consumer.endOffsets(consumer.assignment());
        while (end.entrySet().stream().anyMatch(one -> consumer.position(one.getKey()) < one.getValue())) {
            look(Duration.ofMillis(100));
        }
    }

    private void count(ImageAnswer answer) {
        switch (answer) {
            case ImageFailure failure -> failed.merge(failure.failure().name(), 1L, Long::sum);
            case ImageRemoval removal -> done++;
            case ImageResult result -> {
                done++;
                if (result.reused().orElse(false)) {
                    reused++;
                } else {
                    bytes += result.source().bytes();
                    acceleratorMillis += Costs.acceleratorMillis(result);
                }
            }
        }
    }

    /** Records that name the job and are no answers, by reason. */
    SortedMap<String, Long> foreign() {
        return foreign.counts();
    }

    public Tally tally() {
        return new Tally(done, reused, new TreeMap<>(failed), bytes, acceleratorMillis);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
