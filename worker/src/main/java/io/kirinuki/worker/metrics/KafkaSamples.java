package io.kirinuki.worker.metrics;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** Picks from what Kafka Streams measures of itself the few numbers an operator watches; restoring is left out. */
final class KafkaSamples {
    private KafkaSamples() {}

    /** Records between the consumer and the end of each partition, by topic and partition. */
    static List<Sample> lag(Map<MetricName, ? extends Metric> metrics) {
        var lags = metrics.entrySet().stream()
                .filter(named("consumer-fetch-manager-metrics", "records-lag"))
                .filter(entry -> entry.getKey().tags().containsKey("partition"))
                .filter(entry -> !tag(entry, "client-id").contains("-restore-consumer"))
                .toList();
        // Kafka shows a topic with dots twice, the second time with underscores (KIP-1109).
        Set<String> shadows = lags.stream()
                .map(entry -> tag(entry, "topic"))
                .filter(topic -> topic.contains("."))
                .map(topic -> topic.replace('.', '_'))
                .collect(Collectors.toSet());
        return samples(lags.stream().filter(entry -> !shadows.contains(tag(entry, "topic"))), 1, "topic", "partition");
    }

    /** Mean time of a commit in seconds, by stream thread. */
    static List<Sample> commitSeconds(Map<MetricName, ? extends Metric> metrics) {
        return samples(
                metrics.entrySet().stream().filter(named("stream-thread-metrics", "commit-latency-avg")),
                1e-3,
                "thread-id");
    }

    /** Polls in a second, by stream thread. */
    static List<Sample> polls(Map<MetricName, ? extends Metric> metrics) {
        return samples(metrics.entrySet().stream().filter(named("stream-thread-metrics", "poll-rate")), 1, "thread-id");
    }

    private static Predicate<Map.Entry<MetricName, ? extends Metric>> named(String group, String name) {
        return entry ->
                entry.getKey().group().equals(group) && entry.getKey().name().equals(name);
    }

    private static List<Sample> samples(
            Stream<? extends Map.Entry<MetricName, ? extends Metric>> metrics, double factor, String... tags) {
        return metrics.flatMap(entry -> {
                    // NaN is Kafka's way to say that nothing was measured yet.
                    if (!(entry.getValue().metricValue() instanceof Number number)
                            || Double.isNaN(number.doubleValue())) {
                        return Stream.empty();
                    }
                    var labels = Stream.of(tags).map(tag -> tag(entry, tag)).toList();
                    return Stream.of(new Sample(labels, number.doubleValue() * factor));
                })
                .toList();
    }

    /** A thread's name without the process id, which is another after each start. */
    private static String tag(Map.Entry<MetricName, ?> entry, String tag) {
        var value = entry.getKey().tags().getOrDefault(tag, "");
        return tag.equals("thread-id") ? value.replaceFirst(".*-(?=StreamThread-)", "") : value;
    }
}
