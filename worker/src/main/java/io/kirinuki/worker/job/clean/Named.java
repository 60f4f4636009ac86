package io.kirinuki.worker.job.clean;

import io.kirinuki.schema.ImageResult;
import io.kirinuki.worker.event.JobHeaders;
import io.kirinuki.worker.job.Jobs;
import io.kirinuki.worker.job.history.Foreign;
import io.kirinuki.worker.job.history.History;
import io.kirinuki.worker.job.history.Moment;
import io.kirinuki.worker.job.history.Span;
import io.kirinuki.worker.job.history.Spans;
import io.kirinuki.worker.job.journal.JobState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Folders of artifacts that answers name: those that are young, and those of jobs that are not ended. */
final class Named {
    private final Set<String> folders = new HashSet<>();

    /**
     * Reads the results topic.
     *
     * @param since answers of then and later are young
     * @param open jobs that are not ended
     */
    static Named read(Jobs jobs, Instant since, List<JobState> open) throws InterruptedException {
        Named named = new Named();
        String results = jobs.config().topics().results();
        Set<String> ids = open.stream().map(JobState::id).collect(Collectors.toSet());
        List<Span> spans = new ArrayList<>();
        try (var consumer = jobs.clients().consumer()) {
            for (Span young : Spans.of(consumer, results, new Moment.At(since), new Moment.Latest())) {
                long from = open.stream()
                        .mapToLong(job -> job.answersFrom().getOrDefault(young.partition(), 0L))
                        .reduce(young.from(), Math::min);
                spans.add(new Span(young.partition(), from, young.to()));
            }
        }
        Foreign foreign = new Foreign();
        try (History history = new History(jobs.clients(), results, spans, Map.of())) {
            while (!history.ended()) history.take().ifPresent(record -> named.take(record, since, ids, foreign));
        }
        return named;
    }

    /** @param open names of jobs that are not ended */
    void take(ConsumerRecord<byte[], byte[]> record, Instant since, Set<String> open, Foreign foreign) {
        boolean counts = record.timestamp() >= since.toEpochMilli()
                || JobHeaders.job(record.headers()).filter(open::contains).isPresent();
        if (!counts) return;
        if (foreign.answer(record).orElse(null) instanceof ImageResult result) {
            folders.add(folder(result.sidecar().bucket(), result.sidecar().key()));
        }
    }

    boolean holds(String bucket, String key) {
        return folders.contains(folder(bucket, key));
    }

    private static String folder(String bucket, String key) {
        return bucket + "/" + key.substring(0, key.lastIndexOf('/') + 1);
    }
}
