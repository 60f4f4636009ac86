package io.kirinuki.worker.metrics;

import io.kirinuki.worker.topic.Backlog;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** Picks from what Kafka Streams measures of itself the few numbers an operator watches; restoring is left out. */
final class KafkaSamples {
    private KafkaSamples() {}

    /** Records between the consumer and the end of each partition, by topic and partition. */
    static List<Sample> lag(Map<MetricName, ? extends Metric> metrics) {
        return Backlog.lags(metrics).entrySet().stream()
                .map(lag -> new Sample(
                        List.of(
                                lag.getKey().topic(),
                                String.valueOf(lag.getKey().partition())),
                        lag.getValue()))
                .toList();
    }

    /** By client: a stream thread's consumer or producer, or the thread itself. */
    static List<Sample> of(KafkaFamily family, Map<MetricName, ? extends Metric> metrics) {
        Map<String, Double> byClient = new TreeMap<>();
        metrics.forEach((name, metric) -> {
            if (!name.group().equals(family.group()) || !name.name().equals(family.kafka())) return;
            Map<String, String> tags = name.tags();
            if (tags.containsKey("topic") || tags.containsKey("partition")) return;
            if (!(metric.metricValue() instanceof Number number) || Double.isNaN(number.doubleValue())) return;
            String client = tags.getOrDefault("client-id", tags.getOrDefault("thread-id", ""));
            byClient.merge(
                    client.replaceFirst(".*-(?=StreamThread-)", ""), number.doubleValue() * family.factor(), Math::max);
        });
        return byClient.entrySet().stream()
                .map(each -> new Sample(List.of(each.getKey()), each.getValue()))
                .toList();
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
