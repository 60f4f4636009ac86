package io.kirinuki.worker;

import io.kirinuki.store.TrustTrouble;
import io.kirinuki.worker.config.KafkaConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for the topics before the stream starts, which would only say that it is in trouble. Broker and topics are
 * waited for a while: what starts together with a worker may be about to start, or to make them.
 */
final class TopicCheck {
    private static final Logger LOG = LoggerFactory.getLogger(TopicCheck.class);
    private static final ListTopicsOptions ANSWER = new ListTopicsOptions().timeoutMs(5_000);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final KafkaConfig kafka;
    private final List<String> topics;
    private final Properties settings = new Properties();
    private final Duration patience;

    TopicCheck(KafkaConfig kafka, List<String> topics, Properties streams, Duration patience) {
        this.kafka = kafka;
        this.topics = topics;
        this.patience = patience;
        new StreamsConfig(streams).getAdminConfigs("kirinuki-topic-check").forEach(settings::put);
    }

    /** Returns once all topics are there. Throws {@link StartException}. */
    void run() {
        try {
            long deadline = System.nanoTime() + patience.toNanos();
            String said = "";
            for (Optional<Lack> lack = look(); lack.isPresent(); lack = look()) {
                if (System.nanoTime() >= deadline)
                    throw new StartException(lack.get().advice());
                if (!said.equals(lack.get().what())) {
                    said = lack.get().what();
                    LOG.info("Waiting up to {} s for {}", patience.toSeconds(), said);
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted while looking for topics", e);
        }
    }

    /** What is not there yet, for the log; and what to do should it stay away. */
    private record Lack(String what, String advice) {}

    private Optional<Lack> look() throws InterruptedException {
        // A client of its own each time: one that is made before the broker's name resolves is of no use.
        try (Admin broker = Admin.create(settings)) {
            Set<String> there = broker.listTopics(ANSWER).names().get();
            List<String> missing =
                    topics.stream().filter(topic -> !there.contains(topic)).toList();
            return missing.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Lack("topics " + String.join(", ", missing), creating(missing)));
        } catch (ExecutionException e) {
            return Optional.of(silence(e.getCause()));
        } catch (KafkaException e) {
            return Optional.of(silence(e));
        }
    }

    /** Being turned away is an answer, and waiting does not change it. */
    private Lack silence(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) root = root.getCause();
        if (thrown instanceof AuthenticationException || thrown instanceof AuthorizationException) {
            throw new StartException(
                    "kafka: the broker at %s turns this worker away: %s"
                            .formatted(kafka.bootstrapServers(), refusal(thrown, root)),
                    thrown);
        }
        String broker = "a broker at " + kafka.bootstrapServers();
        return new Lack(broker, "kafka.bootstrap-servers: %s does not answer: %s".formatted(broker, root.getMessage()));
    }

    private static String refusal(Throwable thrown, Throwable root) {
        return TrustTrouble.words(thrown, "kirinuki.kafka.tls")
                .orElseGet(() -> thrown instanceof SaslAuthenticationException
                        ? root.getMessage() + "; look at kirinuki.kafka.sasl.username and password"
                        : root.getMessage());
    }

    private String creating(List<String> missing) {
        StringBuilder text = new StringBuilder("Topics are missing. Create them, as with\n");
        for (String topic : missing) {
            text.append("  kafka-topics.sh --bootstrap-server %s --create --partitions 8 --topic %s%n"
                    .formatted(kafka.bootstrapServers(), topic));
        }
        return text.toString().stripTrailing();
    }
}
