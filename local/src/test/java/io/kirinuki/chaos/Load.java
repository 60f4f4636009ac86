package io.kirinuki.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.chaos.Photos.Specimen;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.store.MinioStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends requests steadily on both lanes, under keys of which each comes again and again, some that cannot be met among
 * them; past the proxies, so that what it sends is sent once. Pauses while too many wait for their answers.
 */
final class Load implements AutoCloseable {
    private static final int KEYS = 400;
    private static final int BAD = 20;
    private static final int MOST_WAITING = 4_000;

    private final Random random;
    private final int photos;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger specials = new AtomicInteger();
    private final AtomicLong refused = new AtomicLong();

    Load(long seed, int photos, String bootstrap) {
        this.random = new Random(seed ^ 0x5eed);
        this.photos = photos;
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", bootstrap,
                        "delivery.timeout.ms", 300_000,
                        "max.block.ms", 300_000,
                        "linger.ms", 5),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** All objects that requests will name. */
    void upload(MinioStore store) throws Exception {
        Semaphore connections = new Semaphore(16);
        List<Future<?>> uploads = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Specimen specimen : List.of(Specimen.GOOD, Specimen.BROKEN, Specimen.POISON, Specimen.KILLER)) {
                for (int i = 0; i < (specimen == Specimen.GOOD ? photos : BAD); i++) {
                    int number = i;
                    uploads.add(threads.submit(() -> {
                        connections.acquire();
                        try {
                            return store.put(
                                            Photos.object(specimen, number),
                                            "image/png",
                                            Photos.picture(specimen, number))
                                    .orThrow();
                        } finally {
                            connections.release();
                        }
                    }));
                }
            }
            for (Future<?> upload : uploads) upload.get();
        }
    }

    /** Returns when so many are sent, at an even pace, and {@code more} does not want more, which come slowly. */
    void run(int requests, Duration span, BooleanSupplier more, Witness witness) throws InterruptedException {
        double perNano = (double) requests / span.toNanos();
        long start = System.nanoTime();
        double allowance = 0;
        while (sent.get() < requests || more.getAsBoolean()) {
            long now = System.nanoTime();
            double pace = sent.get() < requests ? perNano : perNano / 10;
            allowance = Math.min(allowance + (now - start) * pace, 500);
            start = now;
            if (witness.waiting(sent.get()) > MOST_WAITING) allowance = 0;
            for (; allowance >= 1; allowance--) send(any());
            Thread.sleep(20);
        }
        producer.flush();
    }

    /** So many at once. */
    void send(int requests) {
        for (int i = 0; i < requests; i++) send(any());
        producer.flush();
    }

    private Specimen any() {
        int dice = random.nextInt(1000);
        return dice < 10
                ? Specimen.MISSING
                : dice < 20 ? Specimen.BROKEN : dice < 25 ? Specimen.GARBAGE : Specimen.GOOD;
    }

    private void send(Specimen specimen) {
        String id = "request " + sent.get();
        String topic = random.nextInt(4) == 0 ? Fleet.BACKFILL : Fleet.REQUESTS;
        byte[] key = random.nextInt(30) == 0 ? null : ("key " + random.nextInt(KEYS)).getBytes(UTF_8);
        int dice = random.nextInt(5);
        String pipeline = dice == 0 ? "cutout" : dice == 1 ? "cutout-with-mask" : "mask";
        boolean forced = random.nextInt(5) == 0;
        int number = random.nextInt(specimen == Specimen.GOOD ? photos : BAD);
        send(new ProducerRecord<>(topic, key, value(id, specimen, number, pipeline, forced)));
    }

    /** At once, under a key that no other has; any thread. */
    void sendSpecial(Specimen specimen) {
        int number = specials.getAndIncrement();
        String id = specimen.word() + " " + number;
        send(new ProducerRecord<>(
                Fleet.REQUESTS, id.getBytes(UTF_8), value(id, specimen, number % BAD, "mask", false)));
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        sent.incrementAndGet();
        var unused = producer.send(record, (metadata, trouble) -> {
            if (trouble != null) refused.incrementAndGet();
        });
    }

    private static byte[] value(String id, Specimen specimen, int number, String pipeline, boolean forced) {
        if (specimen == Specimen.GARBAGE) return ("no request at all: " + id).getBytes(UTF_8);
        return Json.write(new ImageRequest(
                Optional.of(id),
                Photos.object(specimen, number),
                Optional.of(pipeline),
                List.of(),
                Map.of(),
                ImageRequest.Output.DEFAULT,
                Optional.empty(),
                forced ? Optional.of(true) : Optional.empty()));
    }

    int sent() {
        return sent.get();
    }

    /** Given up by the producer: whether they are in the topic only the topic knows. */
    long refused() {
        return refused.get();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
