package io.kirinuki.worker.topic;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks the brokers how many partitions topics have, and adds some. Any thread; it waits for the answer. */
class Partitions {
    private static final int LOOKS = 100;
    private static final int LOOK_MILLIS = 20;

    private final Admin admin;
    private final Function<Set<String>, DescribeTopicsResult> describe;

    Partitions(Admin admin) {
        this(admin, admin::describeTopics);
    }

    Partitions(Admin admin, Function<Set<String>, DescribeTopicsResult> describe) {
        this.admin = admin;
        this.describe = describe;
    }

    /** As a broker shows a topic; no id comes twice, also where a name does. */
    record Shown(int partitions, Uuid id) {}

    /** How many, by topic; one that is not there is left out. */
    final Map<String, Integer> of(Set<String> topics) throws InterruptedException, ExecutionException {
        Map<String, Integer> partitions = new HashMap<>();
        shown(topics).forEach((topic, shown) -> partitions.put(topic, shown.partitions()));
        return partitions;
    }

    /** By topic; one that is not there is left out. */
    Map<String, Shown> shown(Set<String> topics) throws InterruptedException, ExecutionException {
        Map<String, Shown> shown = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> each :
                describe.apply(topics).topicNameValues().entrySet()) {
            try {
                TopicDescription topic = each.getValue().get();
                shown.put(each.getKey(), new Shown(topic.partitions().size(), topic.topicId()));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) throw e;
            }
        }
        return shown;
    }

    /** Another worker may have done it meanwhile. */
    void raise(String topic, int count) throws InterruptedException, ExecutionException {
        try {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(count)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof InvalidPartitionsException) || !soonShown(topic, count)) throw e;
        }
    }

    /** The controller has them at once; the brokers, whom clients ask, learn of them a moment later. */
    private boolean soonShown(String topic, int count) throws InterruptedException, ExecutionException {
        for (int look = 0; look < LOOKS; look++) {
            if (of(Set.of(topic)).getOrDefault(topic, 0) >= count) return true;
            Thread.sleep(LOOK_MILLIS);
        }
        return false;
    }
}
