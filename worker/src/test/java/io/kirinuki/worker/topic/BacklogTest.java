package io.kirinuki.worker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.Test;

/** Partitions that rest are looked at in {@code OwedIT}, by a broker. */
class BacklogTest {
    @Test
    void consumersTellWhatTheyHaveNotReadButOfRestoringAndShadows() {
        Map<MetricName, Metric> metrics = new LinkedHashMap<>();
        lag(metrics, "app-StreamThread-1-consumer", "image.requests", "0", 9);
        lag(metrics, "app-StreamThread-1-consumer", "image_requests", "0", 9);
        lag(metrics, "app-StreamThread-2-consumer", "image.requests", "1", 4);
        lag(metrics, "app-StreamThread-1-consumer", "image.requests", "2", Double.NaN);
        lag(metrics, "app-StreamThread-1-restore-consumer", "app-ledger-changelog", "0", 100);
        assertThat(Backlog.lags(metrics))
                .containsOnly(
                        Map.entry(new TopicPartition("image.requests", 0), 9L),
                        Map.entry(new TopicPartition("image.requests", 1), 4L));
    }

    private static void lag(Map<MetricName, Metric> into, String client, String topic, String partition, double lag) {
        var tags = Map.of("client-id", client, "topic", topic, "partition", partition);
        MetricName name = new MetricName("records-lag", "consumer-fetch-manager-metrics", "", tags);
        Gauge<Double> gauge = (config, now) -> lag;
        into.put(name, new KafkaMetric(new Object(), name, gauge, new MetricConfig(), Time.SYSTEM));
    }
}
