package io.kirinuki.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageRemoval;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.Position;
import io.kirinuki.worker.event.JobHeaders;
import io.kirinuki.worker.event.door.TextHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads what is committed: requests, answers and dead letters, as anybody's consumer would, past the proxies; and holds
 * what it has seen against what must be. What is asked is what lies in the topics of requests, whoever put it there.
 *
 * <p>One thread of its own reads; {@link #findings} is for when it has stopped.
 */
final class Witness implements AutoCloseable {
    private static final int EXAMPLES = 20;

    /** What was asked, and how often it was answered. */
    private static final class Request {
        private Photos.Specimen specimen;
        private String job = "";
        private int answers;
        private int deadLetters;
        private String answer = "";
    }

    /** What an answer says of an object; {@code colour} of the photo where its pixels are known, else -1. */
    record Artifact(long bytes, String sha256, String role, String model, int colour, String fingerprint) {}

    /** What was found, with some examples of what is wrong. */
    record Findings(
            int requests,
            int once,
            int lost,
            int doubled,
            int buried,
            int wrong,
            int disordered,
            int letters,
            int jobDoubles,
            int contradictions,
            int reused,
            int failures,
            int jobRequests,
            List<String> examples) {}

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<Position, Request> requests = new HashMap<>();
    private final Map<String, Position> latest = new HashMap<>();
    private final Map<String, Artifact> artifacts = new HashMap<>();
    /** What a job has sent, by the first place of what was asked. */
    private record Sent(String job, String of) {}

    /** How often; a request that no job sent has a job without a name. */
    private final Map<Sent, Integer> sentByJobs = new HashMap<>();

    private final Map<Sent, Integer> lettersOf = new HashMap<>();
    private final Map<String, Integer> perJob = new HashMap<>();
    private final List<String> examples = new CopyOnWriteArrayList<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final Thread thread = Thread.ofPlatform().name("witness").daemon().unstarted(this::run);
    private volatile boolean stopping;
    private volatile Throwable broken;
    private int disordered;
    private int contradictions;
    private int reused;

    Witness(String bootstrap) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest",
                        "metadata.max.age.ms",
                        2_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            long assigned = 0;
            while (!stopping) {
                if (System.nanoTime() - assigned > 3_000_000_000L) {
                    assign();
                    assigned = System.nanoTime();
                }
                consumer.poll(Duration.ofMillis(100)).forEach(this::see);
            }
        } catch (RuntimeException | Error e) {
            broken = e;
        }
    }

    /** Also partitions that were added. */
    private void assign() {
        List<TopicPartition> all = new ArrayList<>();
        try {
            for (String topic : Fleet.TOPICS.keySet()) {
                for (PartitionInfo partition : consumer.partitionsFor(topic, Duration.ofSeconds(2))) {
                    all.add(new TopicPartition(topic, partition.partition()));
                }
            }
        } catch (TimeoutException away) {
            return; // the broker is: what is assigned stays
        }
        if (!consumer.assignment().equals(Set.copyOf(all))) consumer.assign(all);
    }

    private void see(ConsumerRecord<byte[], byte[]> record) {
        switch (record.topic()) {
            case Fleet.RESULTS -> seeAnswer(record);
            case Fleet.FAILURES -> {
                Position origin = origin(record);
                request(origin).deadLetters++;
                String job = JobHeaders.job(record.headers()).orElse("");
                lettersOf.merge(new Sent(job, first(record, origin.toString())), 1, Integer::sum);
            }
            default -> seeRequest(record);
        }
    }

    /** An answer may be seen before its request, as they lie in different topics. */
    private Request request(Position position) {
        return requests.computeIfAbsent(position, unseen -> new Request());
    }

    private void seeRequest(ConsumerRecord<byte[], byte[]> record) {
        String value = new String(record.value(), UTF_8);
        Request request = request(new Position(record.topic(), record.partition(), record.offset()));
        request.specimen = Photos.specimen(value);
        asked.incrementAndGet();
        JobHeaders.job(record.headers()).ifPresent(job -> {
            request.job = job;
            perJob.merge(job, 1, Integer::sum);
            sentByJobs.merge(new Sent(job, first(record, value)), 1, Integer::sum);
        });
    }

    private static String first(ConsumerRecord<byte[], byte[]> record, String otherwise) {
        return TextHeaders.text(record.headers(), JobHeaders.REPLAY_OF).orElse(otherwise);
    }

    private void seeAnswer(ConsumerRecord<byte[], byte[]> record) {
        ImageAnswer answer = Json.readAnswer(record.value());
        Request request = request(answer.position());
        if (request.answers++ == 0) answered.incrementAndGet();
        else example("answered again: " + new String(record.value(), UTF_8));
        request.answer = switch (answer) {
            case ImageResult result -> "done";
            case ImageRemoval removal -> "removed";
            case ImageFailure failure ->
                failure.failure().name() + ": " + failure.failure().message();
        };
        if (answer instanceof ImageResult result) note(result);
        if (record.key() != null) checkOrder(record, answer.position());
    }

    private void checkOrder(ConsumerRecord<byte[], byte[]> record, Position position) {
        String chain = Base64.getEncoder().encodeToString(record.key()) + position.topic() + position.partition();
        Position before = latest.put(chain, position);
        if (before != null && before.compareTo(position) >= 0) {
            disordered++;
            example("%s answered after %s".formatted(position, before));
        }
    }

    private void note(ImageResult result) {
        if (result.reused().orElse(false)) reused++;
        String model =
                result.models().isEmpty() ? "" : result.models().getFirst().sha256();
        String[] name = result.source().key().split("[-.]");
        for (ImageResult.Artifact made : result.artifacts()) {
            int colour = Photos.colour(Integer.parseInt(name[name.length - 2]));
            var artifact = new Artifact(made.bytes(), made.sha256(), made.role(), model, colour, result.fingerprint());
            same(made.bucket() + "/" + made.key(), artifact);
        }
        String sidecar = result.sidecar().bucket() + "/" + result.sidecar().key();
        same(sidecar, new Artifact(-1, "", "sidecar", model, -1, result.fingerprint()));
    }

    /** The same key must always have been the same object. */
    private void same(String key, Artifact artifact) {
        Artifact before = artifacts.put(key, artifact);
        if (before == null || before.equals(artifact)) return;
        contradictions++;
        example("%s is %s, and %s".formatted(key, before, artifact));
    }

    private static Position origin(ConsumerRecord<byte[], byte[]> deadLetter) {
        return new Position(
                TextHeaders.text(deadLetter.headers(), "__streams.errors.topic").orElseThrow(),
                Integer.parseInt(TextHeaders.text(deadLetter.headers(), "__streams.errors.partition")
                        .orElseThrow()),
                Long.parseLong(TextHeaders.text(deadLetter.headers(), "__streams.errors.offset")
                        .orElseThrow()),
                Optional.empty());
    }

    private void example(String words) {
        if (examples.size() < EXAMPLES) examples.add(words);
    }

    int answered() {
        return answered.get();
    }

    /** Of what is wrong, as far as that shows before the end. */
    List<String> examples() {
        return List.copyOf(examples);
    }

    int asked() {
        return asked.get();
    }

    /** How many of {@code sent}, or of what jobs sent beside, have no answer by now. */
    int waiting(int sent) {
        return Math.max(sent, asked.get()) - answered.get();
    }

    void failIfBroken() {
        if (broken != null) throw new IllegalStateException("the witness broke", broken);
    }

    void stop() throws InterruptedException {
        stopping = true;
        thread.join();
        failIfBroken();
    }

    /** By bucket and key. */
    Map<String, Artifact> artifacts() {
        return artifacts;
    }

    /** How many requests each job sent. */
    Map<String, Integer> jobs() {
        return perJob;
    }

    Findings findings() {
        int once = 0;
        int lost = 0;
        int doubled = 0;
        int buried = 0;
        int wrong = 0;
        int letters = 0;
        int failures = 0;
        int jobRequests = 0;
        for (Map.Entry<Position, Request> one : requests.entrySet()) {
            Request request = one.getValue();
            if (request.specimen == null) {
                wrong++;
                example("answered, though nobody asked: " + one.getKey());
                continue;
            }
            boolean failed = !request.answer.equals("done") && !request.answer.isEmpty();
            if (failed) failures++;
            if (!request.job.isEmpty()) jobRequests++;
            if (request.answers == 1) once++;
            if (request.answers > 1) doubled++;
            if (request.answers == 0) {
                lost++;
                example("no answer: %s, %s".formatted(one.getKey(), request.specimen));
            } else if (request.specimen == Photos.Specimen.GOOD && failed) {
                buried++;
                example("buried: %s, %s".formatted(one.getKey(), request.answer));
            } else if (!request.answer.split(":")[0].equals(request.specimen.answer)) {
                wrong++;
                example("%s %s: %s".formatted(request.specimen, one.getKey(), request.answer));
            }
            if (request.deadLetters != (failed ? 1 : 0)) {
                letters++;
                example("%d dead letters: %s, %s".formatted(request.deadLetters, one.getKey(), request.answer));
            }
        }
        int jobDoubles = 0;
        for (Map.Entry<Sent, Integer> one : sentByJobs.entrySet()) {
            int more = one.getValue() - most(one.getKey());
            if (more > 0) example("%s sent %d too often".formatted(one.getKey(), more));
            jobDoubles += Math.max(0, more);
        }
        return new Findings(
                asked.get(),
                once,
                lost,
                doubled,
                buried,
                wrong,
                disordered,
                letters,
                jobDoubles,
                contradictions,
                reused,
                failures,
                jobRequests,
                List.copyOf(examples));
    }

    /** A redrive sends each dead letter once, and there may be one of a request and others of its replays. */
    private int most(Sent sent) {
        if (!sent.job().startsWith("redrive")) return 1;
        int letters = 0;
        for (Map.Entry<Sent, Integer> letter : lettersOf.entrySet()) {
            boolean same = letter.getKey().of().equals(sent.of());
            if (same && !letter.getKey().job().equals(sent.job())) letters += letter.getValue();
        }
        return letters;
    }

    @Override
    public void close() throws InterruptedException {
        stopping = true;
        thread.join();
        consumer.close();
    }
}
