package io.kirinuki.worker.job;

import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.worker.event.JobHeaders;
import io.kirinuki.worker.job.history.Costs;
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
 * Counts the answers to a job's requests, each request's once: at_least_once, a worker may answer twice. Owned by one
 * thread.
 */
final class AnswerWatch implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String job;
    private final Positions seen = new Positions();
    private final SortedMap<String, Long> failed = new TreeMap<>();
    private long done;
    private long reused;
    private long bytes;
    private double acceleratorMillis;

    /** The consumer is this watch's own from now on. */
    AnswerWatch(KafkaConsumer<byte[], byte[]> consumer, String results, JobState state) {
        this.consumer = consumer;
        job = state.id();
        List<TopicPartition> partitions = Spans.partitions(consumer, results);
        consumer.assign(partitions);
        partitions.forEach(one -> consumer.seek(one, state.answersFrom().getOrDefault(one.partition(), 0L)));
    }

    /** Counts what has come, and waits so long where nothing has. */
    void look(Duration wait) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
            if (!JobHeaders.job(record.headers()).filter(job::equals).isPresent()) continue;
            ImageAnswer answer = Json.readAnswer(record.value());
            if (seen.add(answer.position())) count(answer);
        }
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

    Tally tally() {
        return new Tally(done, reused, new TreeMap<>(failed), bytes, acceleratorMillis);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
