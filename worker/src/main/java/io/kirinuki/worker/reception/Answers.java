package io.kirinuki.worker.reception;

import io.kirinuki.image.Blob;
import io.kirinuki.schema.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * The answers that somebody waits for, read out of the results topic by whichever worker they were written. All of its
 * partitions are read, from their ends on, as long as anybody waits and a while longer; while nobody does, nothing is. Of
 * records that nobody waits for no more than the key is looked at.
 *
 * <p>Threads: any may wait; one of its own has the consumer.
 */
final class Answers implements AutoCloseable {
    /** Waiting that is not taken up again ends by itself, so that nobody has to say that he went away. */
    private static final class Wait {
        private final CompletableFuture<Answered> answer = new CompletableFuture<>();
        private long until;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final long LINGER_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long PARTITIONS_NANOS = Duration.ofSeconds(5).toNanos();
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int MOST_WAITING = 20_000;

    private final Supplier<KafkaConsumer<byte[], byte[]>> consumers;
    private final String topic;
    private final Remembered remembered = new Remembered();
    private final Map<Ticket, Wait> waiting = new HashMap<>(); // guarded by this
    private boolean standing; // guarded by this: what is committed from now on is seen
    private boolean closed; // guarded by this
    private final Thread reader =
            Thread.ofPlatform().name("http-answers").daemon(true).unstarted(this::run);

    Answers(Supplier<KafkaConsumer<byte[], byte[]>> consumers, String topic) {
        this.consumers = consumers;
        this.topic = topic;
    }

    Answers start() {
        reader.start();
        return this;
    }

    /** What one waits on for so long, and whether somebody began to before. */
    record Awaited(CompletableFuture<Answered> answer, boolean known) {}

    /** Empty where too many are waited for. An answer that came before is there at once, for a while. */
    synchronized Optional<Awaited> await(Ticket ticket, Duration time) {
        Optional<Answered> before = remembered.find(ticket);
        if (before.isPresent()) {
            return Optional.of(new Awaited(CompletableFuture.completedFuture(before.get()), true));
        }
        Wait wait = waiting.get(ticket);
        boolean known = wait != null;
        if (wait == null) {
            if (waiting.size() >= MOST_WAITING) return Optional.empty();
            wait = new Wait();
            wait.until = System.nanoTime() + time.toNanos();
            waiting.put(ticket, wait);
            notifyAll();
        }
        wait.until = Math.max(wait.until, System.nanoTime() + time.toNanos());
        return Optional.of(new Awaited(wait.answer, known));
    }

    /** Nobody waits for it any more. */
    synchronized void forget(Ticket ticket) {
        waiting.remove(ticket);
    }

    /** An answer that was found elsewhere. */
    void found(Ticket ticket, Answered answered) {
        Wait wait;
        synchronized (this) {
            remembered.add(ticket, answered);
            wait = waiting.remove(ticket);
        }
        if (wait != null) wait.answer.complete(answered);
    }

    /** Returns once no answer that is written from now on is missed: false where the broker does not let it come so far in time. */
    synchronized boolean ready(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!standing && !closed) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) return false;
            wait(left);
        }
        return standing;
    }

    private void run() {
        boolean recovering = false;
        while (!isClosed()) {
            try (KafkaConsumer<byte[], byte[]> consumer = consumers.get()) {
                while (somebodyWaits()) {
                    read(consumer, recovering);
                    recovering = false;
                }
            } catch (InterruptException closing) {
                return;
            } catch (KafkaException trouble) {
                LOG.warn("Answers cannot be read, which is tried again: {}", trouble.toString());
                recovering = true;
                rest();
            } catch (RuntimeException | Error bug) {
                LOG.error("Bug while reading answers", bug);
                recovering = true;
                rest();
            }
            stands(false);
        }
    }

    private static void rest() {
        try {
            Thread.sleep(1_000);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** False where it is closed. */
    private synchronized boolean somebodyWaits() {
        try {
            while (waiting.isEmpty() && !closed) wait();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !closed;
    }

    /**
     * Until nobody has waited for a while.
     *
     * @param recovering whether answers may have been missed that were waited for
     */
    private void read(KafkaConsumer<byte[], byte[]> consumer, boolean recovering) {
        List<TopicPartition> partitions = ReceptionClients.partitions(consumer, topic);
        consumer.assign(partitions);
        Optional<Instant> since = recovering ? earliest() : Optional.empty();
        if (since.isPresent()) {
            TopicSearch.seek(consumer, partitions, since.get());
        } else {
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position); // asks for the ends, which seeking alone puts off
        }
        stands(true);
        long looked = System.nanoTime();
        long wanted = System.nanoTime();
        while (goesOn(wanted)) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) take(record);
            long now = System.nanoTime();
            if (anybodyWaits(now)) wanted = now;
            if (now - looked < PARTITIONS_NANOS) continue;
            looked = now;
            takeNewPartitions(consumer);
        }
    }

    private synchronized Optional<Instant> earliest() {
        return waiting.keySet().stream().map(Ticket::time).min(Comparator.naturalOrder());
    }

    /** Whoever comes once this has said no finds nobody standing. */
    private synchronized boolean goesOn(long wanted) {
        if (closed) return false;
        if (!waiting.isEmpty() || System.nanoTime() - wanted < LINGER_NANOS) return true;
        standing = false;
        return false;
    }

    private static void takeNewPartitions(KafkaConsumer<byte[], byte[]> consumer) {
        String topic = consumer.assignment().iterator().next().topic();
        List<TopicPartition> all = ReceptionClients.partitions(consumer, topic);
        List<TopicPartition> more = new ArrayList<>(all);
        more.removeAll(consumer.assignment());
        if (more.isEmpty()) return;
        consumer.assign(all);
        consumer.seekToBeginning(more);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        Optional<Ticket> ticket = Ticket.ofKey(record.key()).filter(this::awaits);
        if (ticket.isEmpty()) return;
        answered(record.value()).ifPresent(answered -> found(ticket.get(), answered));
    }

    /** Empty where it is none of ours. */
    static Optional<Answered> answered(byte[] event) {
        try {
            return Optional.of(new Answered(Json.readAnswer(event), Blob.of(event)));
        } catch (JacksonException | IllegalArgumentException foreign) {
            LOG.warn("A record of the results topic under a ticket is no answer: {}", foreign.toString());
            return Optional.empty();
        }
    }

    private synchronized boolean awaits(Ticket ticket) {
        return waiting.containsKey(ticket);
    }

    private synchronized boolean anybodyWaits(long now) {
        waiting.values().removeIf(wait -> wait.until - now < 0);
        return !waiting.isEmpty();
    }

    private synchronized void stands(boolean now) {
        standing = now;
        notifyAll();
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Whoever waits yet waits until its patience ends. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            reader.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
