package io.kirinuki.worker.topic;

import io.kirinuki.worker.ledger.Consumers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lies in the topics and was not read yet, of the partitions that this worker owns. A consumer knows it of what it
 * reads. Of a partition that rests it knows what was there when it read last, so a broker is asked for the end of those,
 * as far as readers of committed records may read. Any thread.
 *
 * <p>It counts offsets: a marker of a transaction among what is unread counts as a record until it is read over.
 */
public final class Backlog {
    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String LAGS = "consumer-fetch-manager-metrics";

    /** Of a partition that rests before {@code next}. */
    private record Behind(long next, long records) {}

    private final Consumers consumers;
    private volatile Map<TopicPartition, Behind> behind = Map.of();

    public Backlog(Consumers consumers) {
        this.consumers = consumers;
    }

    /** Asks for the ends of partitions that rest; nothing where none does. A broker that does not answer changes nothing. */
    void look(Admin admin) throws InterruptedException {
        Map<TopicPartition, Long> held = consumers.held();
        if (held.isEmpty()) {
            behind = Map.of();
            return;
        }
        var asked = held.keySet().stream().collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
        try {
            var ends = admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            Map<TopicPartition, Behind> found = new HashMap<>();
            held.forEach((partition, next) -> found.put(
                    partition, new Behind(next, Math.max(0, ends.get(partition).offset() - next))));
            behind = Map.copyOf(found);
        } catch (ExecutionException | TimeoutException | KafkaException | IllegalStateException e) { // last: closed
            LOG.debug("How much lies behind partitions that rest is not known", e);
        }
    }

    /** Unread records by partition, from what the consumers measure of themselves, as in {@code KafkaStreams.metrics()}. */
    public Map<TopicPartition, Long> unread(Map<MetricName, ? extends Metric> metrics) {
        Map<TopicPartition, Long> unread = lags(metrics);
        Map<TopicPartition, Behind> known = behind;
        consumers.held().forEach((partition, next) -> {
            Behind rests = known.get(partition);
            if (rests != null && rests.next() == next) unread.put(partition, rests.records());
        });
        return unread;
    }

    /** As the main consumers know them: where nothing was read yet there is none. */
    public static Map<TopicPartition, Long> lags(Map<MetricName, ? extends Metric> metrics) {
        Map<TopicPartition, Long> lags = new HashMap<>();
        metrics.forEach((name, metric) -> {
            if (!name.group().equals(LAGS) || !name.name().equals("records-lag")) return;
            Map<String, String> tags = name.tags();
            if (!tags.containsKey("partition") || tags.get("client-id").contains("-restore-consumer")) return;
            // NaN is Kafka's way to say that nothing was measured yet.
            if (!(metric.metricValue() instanceof Number lag) || Double.isNaN(lag.doubleValue())) return;
            lags.put(new TopicPartition(tags.get("topic"), Integer.parseInt(tags.get("partition"))), lag.longValue());
        });
        // Kafka shows a topic with dots twice, the second time with underscores (KIP-1109).
        Set<String> shadows = lags.keySet().stream()
                .map(TopicPartition::topic)
                .filter(topic -> topic.contains("."))
                .map(topic -> topic.replace('.', '_'))
                .collect(Collectors.toSet());
        lags.keySet().removeIf(partition -> shadows.contains(partition.topic()));
        return lags;
    }
}
