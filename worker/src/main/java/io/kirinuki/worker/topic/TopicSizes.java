package io.kirinuki.worker.topic;

import io.kirinuki.worker.ledger.TopicLimits;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks what the largest batch is that each topic takes, so that nothing larger is sent: Kafka's producer 4.3.1 may cut such a
 * batch in two again and again, until its transaction is over, and then the next one does. Any thread.
 *
 * <p>A topic that is not there yet, or whose settings may not be seen, is left to what its broker refuses.
 */
public final class TopicSizes {
    private static final Logger LOG = LoggerFactory.getLogger(TopicSizes.class);
    private static final long PATIENCE_SECONDS = 5;

    private final List<ConfigResource> topics;
    private final TopicLimits limits;

    public TopicSizes(List<String> topics, TopicLimits limits) {
        this.topics = topics.stream()
                .distinct()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        this.limits = limits;
    }

    void look(Admin admin) throws InterruptedException {
        try {
            for (Map.Entry<ConfigResource, KafkaFuture<Config>> each :
                    admin.describeConfigs(topics).values().entrySet()) {
                look(each.getKey().name(), each.getValue());
            }
        } catch (TimeoutException | KafkaException | IllegalStateException e) { // the last: the client was closed
            LOG.debug("What topics take is not known", e);
        }
    }

    private void look(String topic, KafkaFuture<Config> config) throws InterruptedException, TimeoutException {
        try {
            ConfigEntry most = config.get(PATIENCE_SECONDS, TimeUnit.SECONDS).get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
            if (most != null && most.value() != null) limits.takes(topic, Integer.parseInt(most.value()));
        } catch (ExecutionException e) {
            LOG.debug("What {} takes is not known", topic, e);
        }
    }
}
