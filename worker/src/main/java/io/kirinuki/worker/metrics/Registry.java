package io.kirinuki.worker.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import io.prometheus.client.Histogram;
import io.prometheus.client.exporter.common.TextFormat;
import io.prometheus.client.hotspot.DefaultExports;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Makes the metrics of one worker, in our own words, and writes them out. Any thread. */
final class Registry {
    /** A metric as a scraper knows it: with {@code _total} where it only grows. */
    record Family(String name, String type, List<String> labels, String help) {}

    private final CollectorRegistry collectors = new CollectorRegistry();
    private final List<Family> families = new CopyOnWriteArrayList<>();

    Registry() {
        DefaultExports.register(collectors);
    }

    /** Without {@code _total}, which the client puts behind it. */
    Counter counter(String name, String help, String... labels) {
        families.add(new Family("kirinuki_" + name + "_total", "counter", List.of(labels), help));
        return Counter.build("kirinuki_" + name, help).labelNames(labels).register(collectors);
    }

    Histogram histogram(String name, String help, double[] buckets, String... labels) {
        families.add(new Family("kirinuki_" + name, "histogram", List.of(labels), help));
        return Histogram.build("kirinuki_" + name, help)
                .buckets(buckets)
                .labelNames(labels)
                .register(collectors);
    }

    /** Asked at each scrape, on its thread. */
    void gauge(String name, String help, List<String> labels, Supplier<List<Sample>> samples) {
        families.add(new Family("kirinuki_" + name, "gauge", labels, help));
        collectors.register(new Collector() {
            @Override
            public List<MetricFamilySamples> collect() {
                var family = new GaugeMetricFamily("kirinuki_" + name, help, labels);
                samples.get().forEach(sample -> family.addMetric(sample.labels(), sample.value()));
                return List.of(family);
            }
        });
    }

    /** As {@link #gauge}, of what only grows; without {@code _total}. */
    void total(String name, String help, List<String> labels, Supplier<List<Sample>> samples) {
        families.add(new Family("kirinuki_" + name + "_total", "counter", labels, help));
        collectors.register(new Collector() {
            @Override
            public List<MetricFamilySamples> collect() {
                var family = new CounterMetricFamily("kirinuki_" + name, help, labels);
                samples.get().forEach(sample -> family.addMetric(sample.labels(), sample.value()));
                return List.of(family);
            }
        });
    }

    /** Our own, in the order they were made. */
    List<Family> families() {
        return families;
    }

    /** Everything, in the format that an HTTP Accept header asks for: OpenMetrics, or Prometheus text. */
    Exposition expose(String accept) {
        var contentType = TextFormat.chooseContentType(accept);
        var text = new StringWriter();
        try {
            TextFormat.writeFormat(contentType, text, collectors.metricFamilySamples());
        } catch (IOException never) {
            throw new UncheckedIOException("a string cannot be written to", never);
        }
        return new Exposition(contentType, text.toString());
    }

    static List<Sample> one(double value) {
        return List.of(new Sample(List.of(), value));
    }

    static double seconds(Duration duration) {
        // Duration.toNanos ends at 292 years, which a request's time may lie back.
        return duration.getSeconds() + duration.getNano() / Collector.NANOSECONDS_PER_SECOND;
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
