package io.kirinuki.benchmark.contest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.benchmark.Results;
import io.kirinuki.local.OneMachine;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A worker of any kind in a process of its own: it reads a topic of requests, gets photos from S3, puts cut-outs there, and
 * answers in another topic. Broker, store and client are in this process, on the same cores. What counts is from the first
 * request that is sent to the last answer that a read_committed reader has.
 */
final class TopicContestant implements Contestant {
    static final int PARTITIONS = 4;
    static final String PHOTOS = "photos";
    static final String ARTIFACTS = "artifacts";

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final String name;
    private final Setting setting;
    private final Duration warmth;
    private final Topics topics;
    private final Child child;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> results;

    /** The two topics of a contestant, so that none sees another's. */
    record Topics(String requests, String results, String failures) {
        static Topics of(String contestant) {
            String name = contestant.replaceAll("\\W+", "-");
            return new Topics(name + "-requests", name + "-results", name + "-failures");
        }
    }

    TopicContestant(String name, Setting setting, Duration warmth, Topics topics, OneMachine machine, Starter starter)
            throws Exception {
        this.name = name;
        this.setting = setting;
        this.warmth = warmth;
        this.topics = topics;
        for (String topic : new String[] {topics.requests(), topics.results(), topics.failures()}) {
            machine.kafka().createTopic(topic, PARTITIONS, Map.of());
        }
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", machine.kafka().bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.results = Results.reader(machine.kafka(), topics.results(), PARTITIONS);
        this.child = starter.start();
    }

    /** Starts a contestant's process. */
    interface Starter {
        Child start() throws Exception;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Duration warmth() {
        return warmth;
    }

    @Override
    public Turn turn() {
        int all = setting.pictures();
        double cpu = child.cpuSeconds();
        long start = System.nanoTime();
        for (int i = 0; i < all; i++) {
            String id = name + " " + i;
            ObjectRef photo = ObjectRef.of(PHOTOS, Setting.name(i % setting.count()));
            byte[] request = Json.write(ImageRequest.of(id, photo, "cutout"));
            var unused =
                    producer.send(new ProducerRecord<>(topics.requests(), i % PARTITIONS, id.getBytes(UTF_8), request));
        }
        producer.flush();
        int done = answered(all);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (done > all) throw new IllegalStateException("%s: %d answers to %d requests".formatted(name, done, all));
        return new Turn(all / seconds, (child.cpuSeconds() - cpu) * 1000 / all);
    }

    private int answered(int wanted) {
        int answered = 0;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (answered < wanted) {
            child.mustRun();
            if (System.nanoTime() > end) {
                throw new IllegalStateException("%s: %d of %d answers".formatted(name, answered, wanted));
            }
            answered += results.poll(Duration.ofMillis(20)).count();
        }
        return answered;
    }

    @Override
    public long peakMebibytes() {
        return child.peakMebibytes();
    }

    @Override
    public void close() {
        child.close();
        results.close();
        producer.close();
    }
}
