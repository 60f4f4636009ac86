package io.kirinuki.worker.topic;

import io.kirinuki.worker.ledger.Consumers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * The clients that {@code others} make, but for the admin client, which has the ledgers' topics grow. Between the times
 * that Streams asks, threads of its own look after them, and after what is unread.
 */
public final class GrowingClients implements KafkaClientSupplier, AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration BACKLOG_INTERVAL = Duration.ofSeconds(2);

    private final KafkaClientSupplier others;
    private final LedgerTopics topics;
    private final TopicSizes sizes;
    private final Consumers consumers;
    private final Backlog backlog;
    private final CountDownLatch closed = new CountDownLatch(1);

    public GrowingClients(KafkaClientSupplier others, LedgerTopics topics, TopicSizes sizes, Consumers consumers) {
        this.others = others;
        this.topics = topics;
        this.sizes = sizes;
        this.consumers = consumers;
        this.backlog = new Backlog(consumers);
    }

    /** Asked for once by Streams. */
    @Override
    public Admin getAdmin(Map<String, Object> config) {
        GrowingAdmin admin = new GrowingAdmin(config, topics, consumers);
        Thread.ofPlatform().name("ledger-topics").daemon(true).start(() -> tend(admin));
        Thread.ofPlatform().name("backlog").daemon(true).start(() -> look(admin));
        return admin;
    }

    public Backlog backlog() {
        return backlog;
    }

    private void look(Admin admin) {
        try {
            while (!closed.await(BACKLOG_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) backlog.look(admin);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tend(GrowingAdmin admin) {
        try {
            do {
                sizes.look(admin);
                topics.tend(admin.brokers());
            } while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return others.getConsumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return others.getRestoreConsumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return others.getGlobalConsumer(config);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return others.getProducer(config);
    }

    /** Looks no more; the clients are Streams' to close. */
    @Override
    public void close() {
        closed.countDown();
    }
}
