package io.kirinuki.worker.reception.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.address.AddressConfig;
import io.kirinuki.address.Addresses;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.WebAddress;
import io.kirinuki.worker.event.JobHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells callers of their answers, by a signed call of theirs. The instances that have it are a group over the results topic, so
 * each answer is told of by one of them; how far they are is committed once it was, so one that dies leaves the rest to the
 * others. At least once, then: the id is the same each time.
 *
 * <p>Threads: one reads; each call has a virtual one, which waits between its attempts. No more than {@link #MOST_OPEN} are
 * open, behind which partitions rest.
 */
public final class Webhooks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
    private static final int MOST_OPEN = 200;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long COMMIT_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final int GONE = 410;

    private final Supplier<KafkaConsumer<byte[], byte[]>> consumers;
    private final String topic;
    private final Addresses addresses;
    private final Signature signature;
    private final int attempts;
    private final Offsets offsets = new Offsets();
    private final ExecutorService calls = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("webhook-", 0).factory());
    private final Thread reader =
            Thread.ofPlatform().name("webhooks").daemon(true).unstarted(this::run);
    private volatile boolean closed;

    private Webhooks(
            Supplier<KafkaConsumer<byte[], byte[]>> consumers,
            String topic,
            Addresses addresses,
            String secret,
            int attempts) {
        this.consumers = consumers;
        this.topic = topic;
        this.addresses = addresses;
        this.signature = new Signature(secret);
        this.attempts = attempts;
    }

    /** @param addresses the way out, its own from now on */
    public static Webhooks start(
            Supplier<KafkaConsumer<byte[], byte[]>> consumers,
            String topic,
            Addresses addresses,
            String secret,
            int attempts) {
        Webhooks webhooks = new Webhooks(consumers, topic, addresses, secret, attempts);
        webhooks.reader.start();
        return webhooks;
    }

    /** What speaks against calling an address; empty where nothing does. */
    public static Optional<String> refusal(Optional<AddressConfig> calling, String url) {
        if (calling.isEmpty()) return Optional.of("nobody is called by this worker");
        try {
            WebAddress address = new WebAddress(url);
            boolean allowed = calling.get().hosts().holds(address.host())
                    && calling.get().ports().contains(address.port())
                    && (address.secure() || calling.get().plain());
            return allowed
                    ? Optional.empty()
                    : Optional.of("hosts of that name and port are not called by this worker");
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    private void run() {
        while (!closed) {
            try (KafkaConsumer<byte[], byte[]> consumer = consumers.get()) {
                read(consumer);
            } catch (InterruptException closing) {
                return;
            } catch (KafkaException trouble) {
                LOG.warn("Answers to be told of cannot be read, which is tried again: {}", trouble.toString());
                rest(FIRST_PAUSE);
            } catch (RuntimeException | Error bug) {
                LOG.error("Bug while reading answers to be told of", bug);
                rest(FIRST_PAUSE);
            }
        }
    }

    private static boolean rest(Duration time) {
        try {
            Thread.sleep(time);
            return true;
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                consumer.commitSync(offsets.toCommit());
                offsets.forget(partitions);
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> partitions) {
                offsets.forget(partitions);
            }

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}
        });
        long committed = System.nanoTime();
        boolean paused = false;
        while (!closed) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) take(record);
            boolean full = offsets.open() >= MOST_OPEN;
            if (full) consumer.pause(consumer.assignment());
            else if (paused) consumer.resume(consumer.paused());
            paused = full;
            if (System.nanoTime() - committed < COMMIT_NANOS) continue;
            committed = System.nanoTime();
            var changed = offsets.toCommit();
            if (!changed.isEmpty()) consumer.commitAsync(changed, (done, trouble) -> {});
        }
        consumer.commitSync(offsets.toCommit());
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        Optional<WebAddress> address = JobHeaders.webhook(record.headers()).flatMap(Webhooks::address);
        offsets.read(partition, record.offset(), address.isPresent());
        if (address.isEmpty()) return;
        try {
            calls.execute(() -> {
                if (tell(address.get(), record)) offsets.told(partition, record.offset());
            });
        } catch (RejectedExecutionException closing) {
            LOG.debug("Answer at {}-{} is left to be told of by others", partition, record.offset());
        }
    }

    private static Optional<WebAddress> address(String url) {
        try {
            return Optional.of(new WebAddress(url));
        } catch (IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }

    /** False where it is closed in the midst of it. */
    private boolean tell(WebAddress address, ConsumerRecord<byte[], byte[]> record) {
        String id = id(record);
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            Optional<String> trouble = call(address, id, record.value());
            if (trouble.isEmpty()) return true;
            if (closed) return false;
            if (attempt >= attempts || trouble.get().equals(Integer.toString(GONE))) {
                LOG.warn("{} was not told of answer {} in {} attempts: {}", address, id, attempt, trouble.get());
                return true;
            }
            if (!rest(pause)) return false;
            pause = pause.multipliedBy(5);
            if (pause.compareTo(LONGEST_PAUSE) > 0) pause = LONGEST_PAUSE;
        }
    }

    /** What went wrong; empty where the answer was taken. */
    private Optional<String> call(WebAddress address, String id, byte[] event) {
        try {
            return switch (addresses.post(address, signature.headers(id, Instant.now(), event), event)) {
                case Outcome.Done<Integer>(Integer status) ->
                    status / 100 == 2 ? Optional.empty() : Optional.of(status.toString());
                case Outcome.Failed<Integer>(Failure failure) -> Optional.of(failure.message());
            };
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return Optional.of("the worker stops");
        } catch (RuntimeException bug) {
            LOG.error("Bug while telling of an answer", bug);
            return Optional.of(bug.toString());
        }
    }

    /** Of the request's position alone, so that an answer that is written twice has one. */
    private static String id(ConsumerRecord<byte[], byte[]> record) {
        Header id = record.headers().lastHeader("ce_id");
        return id == null
                ? "%s-%d-%d".formatted(record.topic(), record.partition(), record.offset())
                : new String(id.value(), UTF_8);
    }

    /** What was not told of yet is told by the others, or after the next start. */
    @Override
    public void close() {
        closed = true;
        calls.shutdownNow();
        try {
            reader.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        addresses.close();
    }
}
