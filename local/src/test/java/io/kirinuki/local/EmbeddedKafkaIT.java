package io.kirinuki.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
    private static final String TOPIC = "events";

    @TempDir
    private Path folder;

    @Test
    void committedRecordsOutliveARestartAndTheAddressStays() throws Exception {
        String address;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
            address = kafka.bootstrap();
            kafka.createTopic(TOPIC, 2, Map.of("cleanup.policy", "delete"));
            kafka.createTopic(TOPIC, 2, Map.of());
            try (KafkaProducer<String, String> producer = producer(address)) {
                producer.initTransactions();
                send(producer, "kept", 50);
                producer.commitTransaction();
                send(producer, "dropped", 50);
                producer.abortTransaction();
            }
            assertThat(committed(address, 50)).isEqualTo(numbered("kept", 50));
        }
        try (EmbeddedKafka again = EmbeddedKafka.start(folder, 0)) {
            assertThat(again.bootstrap()).isEqualTo(address);
            assertThat(committed(address, 50)).isEqualTo(numbered("kept", 50));
        }
    }

    @Test
    void comesUpAfterAKillWithWhatWasCommitted() throws Exception {
        Process victim = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var ready = victim.inputReader()) {
            String line = ready.readLine();
            while (line != null && !line.equals(Victim.READY)) line = ready.readLine();
            assertThat(line).isEqualTo(Victim.READY);
        } finally {
            victim.destroyForcibly().waitFor();
        }
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0);
                KafkaProducer<String, String> producer = producer(kafka.bootstrap())) {
            producer.initTransactions(); // ends the transaction that was open
            send(producer, "after", 10);
            producer.commitTransaction();
            List<String> expected = new ArrayList<>(numbered("kept", 50));
            expected.addAll(numbered("after", 10));
            expected.sort(null);
            assertThat(committed(kafka.bootstrap(), 60)).isEqualTo(expected);
        }
    }

    @Test
    void topicsOfTheConfigurationAreMadeOnceByTheCommand() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
            kafka.createTopic("image-results", 2, Map.of());
            Map<String, String> environment = Map.of(
                    "KIRINUKI_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrap(),
                    "KIRINUKI_STORE_ENDPOINT", "http://127.0.0.1:1",
                    "KIRINUKI_STORE_ACCESS_KEY", "kirinuki",
                    "KIRINUKI_STORE_SECRET_KEY", "kirinuki",
                    "KIRINUKI_OUTPUT_BUCKET", "artifacts");
            CommandCall made = CommandCall.of(environment, "topics", "create", "--partitions", "3");
            assertThat(made.out().lines())
                    .containsExactly(
                            "image-failures: made, 3 partitions",
                            "image-requests: made, 3 partitions",
                            "image-results: is there");
            CommandCall again = CommandCall.of(environment, "topics", "create", "--partitions", "3");
            assertThat(again.exit()).isZero();
            assertThat(again.out()).doesNotContain("made");
            CommandCall refused = CommandCall.of(environment, "topics", "create", "--partitions", "0");
            assertThat(refused.exit()).isEqualTo(2);
            CommandCall tooMany = CommandCall.of(
                    with(environment, "KIRINUKI_TOPICS_BACKFILL", "slow"),
                    "topics",
                    "create",
                    "--replication-factor",
                    "9");
            assertThat(tooMany.exit()).isEqualTo(2);
            assertThat(tooMany.err()).contains("The topic slow was not made").contains("9");
        }
    }

    private static Map<String, String> with(Map<String, String> map, String key, String value) {
        Map<String, String> more = new HashMap<>(map);
        more.put(key, value);
        return more;
    }

    @Test
    void aTakenPortIsEvaded() throws Exception {
        try (EmbeddedKafka first = EmbeddedKafka.start(folder.resolve("first"), 0)) {
            int taken = Integer.parseInt(first.bootstrap().substring("127.0.0.1:".length()));
            try (EmbeddedKafka second = EmbeddedKafka.start(folder.resolve("second"), taken)) {
                assertThat(second.bootstrap()).isNotEqualTo(first.bootstrap());
                second.createTopic(TOPIC, 1, Map.of());
            }
        }
    }

    /** A process that is killed with a transaction committed and another one open. */
    static final class Victim {
        static final String READY = "READY";

        private Victim() {}

        public static void main(String[] args) throws IOException, InterruptedException {
            EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(args[0]), 0);
            kafka.createTopic(TOPIC, 2, Map.of());
            KafkaProducer<String, String> producer = producer(kafka.bootstrap());
            producer.initTransactions();
            send(producer, "kept", 50);
            producer.commitTransaction();
            send(producer, "open", 50);
            producer.flush();
            System.out.println(READY);
            Thread.sleep(Duration.ofMinutes(5));
        }
    }

    private static void send(KafkaProducer<String, String> producer, String word, int count) {
        producer.beginTransaction();
        for (String value : numbered(word, count)) {
            var unused = producer.send(new ProducerRecord<>(TOPIC, value, value));
        }
    }

    private static List<String> numbered(String word, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "%s-%03d".formatted(word, i))
                .toList();
    }

    private static KafkaProducer<String, String> producer(String address) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", address, "transactional.id", "embedded-kafka-it"),
                new StringSerializer(),
                new StringSerializer());
    }

    /** Sorted; waits for {@code count}, then a little for what should not come. */
    private static List<String> committed(String address, int count) {
        List<String> values = new ArrayList<>();
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                address,
                "group.id",
                "reader-" + System.nanoTime(),
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(TOPIC));
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (values.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(message -> values.add(message.value()));
            }
            consumer.poll(Duration.ofMillis(200)).forEach(message -> values.add(message.value()));
        }
        values.sort(null);
        return values;
    }
}
