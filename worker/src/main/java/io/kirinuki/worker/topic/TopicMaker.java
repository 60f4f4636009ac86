package io.kirinuki.worker.topic;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.streams.StreamsConfig;

/** Makes the topics that a worker's configuration names and the broker does not have; leaves those that are there as they are. */
public final class TopicMaker {
    private final Properties settings = new Properties();

    /** {@code streams}: as Kafka Streams is told, login and certificates among it. */
    public TopicMaker(Properties streams) {
        new StreamsConfig(streams).getAdminConfigs("kirinuki-topics").forEach(settings::put);
    }

    /**
     * Each topic, and whether it was made now; {@code replicas} of -1 are the broker's default. Throws {@link
     * LedgerTopicsException} with the broker's reason where it does not make one.
     */
    public Map<String, Boolean> make(List<String> topics, int partitions, short replicas) throws InterruptedException {
        List<NewTopic> asked = topics.stream()
                .map(topic -> new NewTopic(topic, partitions, replicas))
                .toList();
        Map<String, Boolean> made = new TreeMap<>();
        try (Admin admin = Admin.create(settings)) {
            var answers = admin.createTopics(asked).values();
            for (String topic : topics.stream().sorted().toList()) {
                try {
                    answers.get(topic).get();
                    made.put(topic, true);
                } catch (ExecutionException refused) {
                    if (!(refused.getCause() instanceof TopicExistsException)) {
                        throw new LedgerTopicsException("The topic %s was not made: %s"
                                .formatted(topic, refused.getCause().getMessage()));
                    }
                    made.put(topic, false);
                }
            }
        } catch (KafkaException e) {
            throw new LedgerTopicsException("No topic was made: " + e.getMessage());
        }
        return made;
    }
}
