package io.kirinuki.worker;

import io.kirinuki.worker.config.KafkaConfig;
import io.kirinuki.worker.config.TopicsConfig;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for the topics before the stream starts, which would only say that it is in trouble; waits a while, since they
 * may be being created beside it.
 */
final class TopicCheck {
    private static final Logger LOG = LoggerFactory.getLogger(TopicCheck.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration AGAIN = Duration.ofMillis(500);

    private TopicCheck() {}

    static void run(KafkaConfig kafka, TopicsConfig topics, Properties settings) {
        Properties admin = new Properties();
        new StreamsConfig(settings).getAdminConfigs("kirinuki-topic-check").forEach(admin::put);
        // Closing waits for what was asked.
        admin.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        admin.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        try (Admin broker = Admin.create(admin)) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            List<String> missing = missing(broker, topics);
            if (!missing.isEmpty()) LOG.info("Waiting for the topics {} to be created", missing);
            while (!missing.isEmpty()) {
                if (System.nanoTime() > deadline) throw new StartException(advice(missing, kafka));
                Thread.sleep(AGAIN);
                missing = missing(broker, topics);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new StartException(
                    "kafka.bootstrap-servers: no broker answers at %s: %s".formatted(kafka.bootstrapServers(), e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted while looking for topics", e);
        }
    }

    private static List<String> missing(Admin broker, TopicsConfig topics)
            throws ExecutionException, TimeoutException, InterruptedException {
        Set<String> there = broker.listTopics().names().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        return Stream.of(topics.requests(), topics.results(), topics.failures())
                .filter(topic -> !there.contains(topic))
                .toList();
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
