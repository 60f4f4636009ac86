package io.kirinuki.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.worker.config.ConfigReader;
import io.kirinuki.worker.config.KafkaConfig;
import io.kirinuki.worker.config.WorkerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamSettingsTest {
    @TempDir
    private Path folder;

    @Test
    void aRecordFromBefore1970PassesAsOneOf1970() {
        Topology topology = new Topology()
                .addSource("source", new ByteArrayDeserializer(), new ByteArrayDeserializer(), "in")
                .addSink("sink", "out", new ByteArraySerializer(), new ByteArraySerializer(), "source");
        try (var driver = new TopologyTestDriver(topology, StreamSettings.of(config()))) {
            var in = driver.createInputTopic("in", new StringSerializer(), new StringSerializer());
            var out = driver.createOutputTopic("out", new StringDeserializer(), new StringDeserializer());
            Instant sound = Instant.parse("2026-11-21T12:00:00Z");
            in.pipeInput(new TestRecord<>("k", "none", Instant.ofEpochMilli(-1)));
            in.pipeInput(new TestRecord<>("k", "old", Instant.parse("1969-07-20T20:17:40Z")));
            in.pipeInput(new TestRecord<>("k", "sound", sound));

            assertThat(out.readRecordsToList())
                    .extracting(record -> record.value() + " " + record.getRecordTime())
                    .containsExactly("none " + Instant.EPOCH, "old " + Instant.EPOCH, "sound " + sound);
        }
    }

    /** Else an outage of the brokers would throw the worker out of its group, or have it restarted. */
    @Test
    void whatTheThreadWaitsForWithoutBrokersIsLessThanItMayBeSilent() {
        Properties settings = StreamSettings.of(config());
        int wait = (int) settings.get("producer.max.block.ms");
        int pollsWithin = (int) settings.get("main.consumer.max.poll.interval.ms");
        assertThat(4 * wait).isLessThan(pollsWithin);
        assertThat(pollsWithin).isLessThan((int) whole().supervision().silence().toMillis());
        assertThat(StreamSettings.transactionTimeout(settings)).isEqualTo(Duration.ofSeconds(10));
    }

    private KafkaConfig config() {
        return whole().kafka();
    }

    private WorkerConfig whole() {
        return ConfigReader.read(
                        Optional.empty(),
                        Map.of(),
                        Map.of(
                                "kirinuki.kafka.bootstrap-servers", "nowhere:1",
                                "kirinuki.kafka.state-dir", folder.toString(),
                                "kirinuki.store.endpoint", "http://nowhere:1",
                                "kirinuki.store.access-key", "access",
                                "kirinuki.store.secret-key", "secret",
                                "kirinuki.output.bucket", "artifacts"))
                .config();
    }
}
