package io.kirinuki.worker.reception;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Looks for a ticket's record in a topic, from the ticket's time on to the end of now: what a topic keeps is known to every
 * instance, and after every restart. Two searches at a time, of ten seconds at most. Any thread.
 */
final class TopicSearch {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(100);
    /** Between clocks of machines. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private final Supplier<KafkaConsumer<byte[], byte[]>> consumers;
    private final Semaphore places = new Semaphore(2);

    TopicSearch(Supplier<KafkaConsumer<byte[], byte[]>> consumers) {
        this.consumers = consumers;
    }

    /** Its value; empty where it is not there. */
    Optional<byte[]> find(String topic, Ticket ticket) throws FailedException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        if (!places.tryAcquire(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) throw late(topic);
        try (KafkaConsumer<byte[], byte[]> consumer = consumers.get()) {
            Map<TopicPartition, Long> ends = begin(consumer, topic, ticket);
            while (ends.entrySet().stream().anyMatch(each -> consumer.position(each.getKey()) < each.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (Ticket.ofKey(record.key()).filter(ticket::equals).isPresent()) {
                        return Optional.ofNullable(record.value());
                    }
                }
                if (System.nanoTime() - end > 0) throw late(topic);
            }
            return Optional.empty();
        } catch (KafkaException trouble) {
            if (Thread.interrupted()) throw new InterruptedException("searching " + topic);
            throw new FailedException(new Failure.Unavailable("Kafka", trouble.toString()));
        } finally {
            places.release();
        }
    }

    private static FailedException late(String topic) {
        return new FailedException(new Failure.Unavailable(
                "Kafka", "topic %s was not searched within %d s".formatted(topic, PATIENCE.toSeconds())));
    }

    /** Where it ends. */
    private static Map<TopicPartition, Long> begin(
            KafkaConsumer<byte[], byte[]> consumer, String topic, Ticket ticket) {
        List<TopicPartition> partitions = ReceptionClients.partitions(consumer, topic);
        consumer.assign(partitions);
        return seek(consumer, partitions, ticket.time());
    }

    /** To what was written since then, by whatever clock; where the partitions end. */
    static Map<TopicPartition, Long> seek(
            KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions, Instant since) {
        long from = Math.max(0, since.minus(SKEW).toEpochMilli());
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, from));
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, OffsetAndTimestamp> begins = consumer.offsetsForTimes(times);
        partitions.forEach(partition -> {
            OffsetAndTimestamp begin = begins.get(partition);
            consumer.seek(partition, begin == null ? ends.get(partition) : begin.offset());
        });
        return ends;
    }
}
