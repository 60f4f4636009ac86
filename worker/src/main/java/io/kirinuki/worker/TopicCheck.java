package io.kirinuki.worker;

import io.kirinuki.worker.config.KafkaConfig;
import io.kirinuki.worker.config.TopicsConfig;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.StreamsConfig;

/** Looks for the topics before the stream starts, which would only say that it is in trouble. */
final class TopicCheck {
    private static final int SECONDS = 20;

    private TopicCheck() {}

    static void run(KafkaConfig kafka, TopicsConfig topics, Properties settings) {
        Properties admin = new Properties();
        new StreamsConfig(settings).getAdminConfigs("kirinuki-topic-check").forEach(admin::put);
        try (Admin broker = Admin.create(admin)) {
            Set<String> there = broker.listTopics().names().get(SECONDS, TimeUnit.SECONDS);
            List<String> missing = List.of(topics.requests(), topics.results(), topics.failures()).stream()
                    .filter(topic -> !there.contains(topic))
                    .toList();
            if (!missing.isEmpty()) throw new StartException(advice(missing, kafka));
        } catch (ExecutionException | TimeoutException e) {
            throw new StartException(
                    "kafka.bootstrap-servers: no broker answers at %s: %s".formatted(kafka.bootstrapServers(), e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted while looking for topics", e);
        }
    }

    private static String advice(List<String> missing, KafkaConfig kafka) {
        StringBuilder text = new StringBuilder("Topics are missing. Create them, as with\n");
        for (String topic : missing) {
            text.append("  kafka-topics.sh --bootstrap-server %s --create --partitions 8 --topic %s%n"
                    .formatted(kafka.bootstrapServers(), topic));
        }
        return text.toString().stripTrailing();
    }
}
