package io.kirinuki.worker.metrics;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** The few numbers of Kafka's own that an operator watches. */
public final class KafkaMetrics {
    private final Registry registry;

    KafkaMetrics(Registry registry) {
        this.registry = registry;
    }

    /** Passes on what Kafka Streams measures, as from {@code KafkaStreams.metrics()}. */
    public void pass(Supplier<Map<MetricName, ? extends Metric>> metrics) {
        registry.gauge(
                "consumer_lag_records",
                "Records between the consumer and the end of the partition.",
                List.of("topic", "partition"),
                () -> KafkaSamples.lag(metrics.get()));
        registry.gauge(
                "commit_latency_seconds",
                "Mean time of a commit.",
                List.of("thread"),
                () -> KafkaSamples.commitSeconds(metrics.get()));
        registry.gauge(
                "polls_per_second", "Polls in a second.", List.of("thread"), () -> KafkaSamples.polls(metrics.get()));
        for (KafkaFamily family : KafkaFamily.ALL) {
            Supplier<List<Sample>> samples = () -> KafkaSamples.of(family, metrics.get());
            if (family.total()) registry.total(family.name(), family.help(), List.of("client"), samples);
            else registry.gauge(family.name(), family.help(), List.of("client"), samples);
        }
    }
}
