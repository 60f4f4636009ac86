package io.kirinuki.worker.topic;

import io.kirinuki.worker.ledger.Changelog;
import io.kirinuki.worker.ledger.Consumers;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.ForwardingAdmin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicCollection.TopicNameCollection;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.metrics.KafkaMetric;

/**
 * The admin client of Kafka Streams. When the leader of the group asks how many partitions a ledger's changelog has, to
 * throw unless it is what it knows of the source topic, the changelog gets as many first.
 *
 * <p>The leader's knowledge may be older than another worker's, who has added some already: then the surplus is not
 * shown, until the leader hears of the source's new partitions and shares them out. What it knows is read from its own
 * consumer, on whose thread it asks.
 */
final class GrowingAdmin extends ForwardingAdmin {
    private final LedgerTopics topics;
    private final Consumers consumers;

    GrowingAdmin(Map<String, Object> config, LedgerTopics topics, Consumers consumers) {
        super(config);
        this.topics = topics;
        this.consumers = consumers;
    }

    @Override
    public DescribeTopicsResult describeTopics(TopicCollection asked, DescribeTopicsOptions options) {
        Map<String, Integer> wanted = new HashMap<>();
        if (asked instanceof TopicNameCollection named) {
            for (String topic : named.topicNames()) {
                topics.named(topic).ifPresent(changelog -> ready(changelog, wanted));
            }
        }
        DescribeTopicsResult all = super.describeTopics(asked, options);
        return wanted.isEmpty() ? all : new Shown(all.topicNameValues(), wanted);
    }

    private void ready(Changelog changelog, Map<String, Integer> wanted) {
        OptionalInt known = consumers.partitionsKnownHere(changelog.source());
        if (known.isEmpty()) return; // not the leader of a group, which asks on its consumer's thread
        try {
            topics.ready(changelog, known.getAsInt(), brokers());
            wanted.put(changelog.topic(), known.getAsInt());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException("how many partitions %s has cannot be found out".formatted(changelog.topic()), e);
        }
    }

    /** Streams would have its own metrics pushed to brokers that ask for any; a forwarding admin cannot, and throws. */
    @Override
    public void registerMetricForSubscription(KafkaMetric metric) {}

    @Override
    public void unregisterMetricFromSubscription(KafkaMetric metric) {}

    Partitions brokers() {
        return new Partitions(
                this, names -> super.describeTopics(TopicCollection.ofTopicNames(names), new DescribeTopicsOptions()));
    }

    /** Of each topic no more partitions than are wanted. */
    private static final class Shown extends DescribeTopicsResult {
        Shown(Map<String, KafkaFuture<TopicDescription>> all, Map<String, Integer> wanted) {
            super(null, shown(all, wanted));
        }

        private static Map<String, KafkaFuture<TopicDescription>> shown(
                Map<String, KafkaFuture<TopicDescription>> all, Map<String, Integer> wanted) {
            Map<String, KafkaFuture<TopicDescription>> shown = new HashMap<>();
            all.forEach((topic, described) -> shown.put(
                    topic, described.thenApply(whole -> first(whole, wanted.getOrDefault(topic, Integer.MAX_VALUE)))));
            return shown;
        }

        private static TopicDescription first(TopicDescription whole, int most) {
            if (whole.partitions().size() <= most) return whole;
            return new TopicDescription(
                    whole.name(),
                    whole.isInternal(),
                    whole.partitions().subList(0, most),
                    whole.authorizedOperations() == null ? Set.of() : whole.authorizedOperations(),
                    whole.topicId());
        }
    }
}
