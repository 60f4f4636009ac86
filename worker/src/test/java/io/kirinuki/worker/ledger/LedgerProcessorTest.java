package io.kirinuki.worker.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.batch.Traffic;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerProcessorTest {
    private static final TopicPartition PARTITION = new TopicPartition("requests", 0);

    /** The engine, played by the test: futures by record value, ended by hand. */
    private final Map<String, CompletableFuture<Outcome<String>>> begun = new LinkedHashMap<>();

    private final List<String> order = new ArrayList<>();
    private Ledgers ledgers;
    private TopologyTestDriver driver;
    private TestInputTopic<String, String> requests;
    private TestOutputTopic<String, String> results;
    private TestOutputTopic<String, String> failures;

    @BeforeEach
    void start() {
        start(LedgerConfig.Order.KEY);
    }

    private void start(LedgerConfig.Order keptOrder) {
        if (driver != null) driver.close();
        begun.clear();
        var retry = RetryPolicy.exponential(3, Duration.ofSeconds(1), Duration.ofSeconds(10), 2.0, 0.0);
        var config = new LedgerConfig(keptOrder, retry, Duration.ofMillis(10), Duration.ofMillis(500));
        ledgers = new Ledgers(config, LedgerListener.NONE);
        var ledger = new LedgerSupplier<>(
                ledgers,
                Lane.of("requests", Traffic.LIVE, "results", "failures"),
                LedgerProcessorTest::words,
                this::begin,
                new Texts());
        Topology topology = new Topology()
                .addSource("source", new ByteArrayDeserializer(), new ByteArrayDeserializer(), "requests")
                .addProcessor("in-flight", ledger, "source")
                .addSink("results", "results", new ByteArraySerializer(), new ByteArraySerializer(), "in-flight")
                .addSink("failures", "failures", new ByteArraySerializer(), new ByteArraySerializer(), "in-flight");
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        driver = new TopologyTestDriver(topology, settings);
        requests = driver.createInputTopic("requests", new StringSerializer(), new StringSerializer());
        results = driver.createOutputTopic("results", new StringDeserializer(), new StringDeserializer());
        failures = driver.createOutputTopic("failures", new StringDeserializer(), new StringDeserializer());
    }

    @AfterEach
    void stop() {
        if (driver != null) driver.close();
    }

    /** A record of several words is a request for each; one that starts with # asks for nothing. */
    private static List<Intake.Share> words(Record<byte[], byte[]> record) {
        String value = new String(record.value(), UTF_8);
        if (value.startsWith("#")) return List.of();
        if (!value.contains(" ")) return Intake.WHOLE.shares(record);
        List<Intake.Share> shares = new ArrayList<>();
        for (String word : value.split(" "))
            shares.add(new Intake.Share(Optional.of(shares.size()), word.getBytes(UTF_8)));
        return shares;
    }

    private void ask(String key, String value) {
        requests.pipeInput(key, value);
        commit();
    }

    private void ask(String value) {
        requests.pipeInput(value);
        commit();
    }

    private void ask(TestRecord<String, String> record) {
        requests.pipeInput(record);
        commit();
    }

    /** What is to begin once it is safe begins. */
    private void commit() {
        ledgers.custody().commits().committed();
        driver.advanceWallClockTime(Duration.ofMillis(10));
    }

    private CompletableFuture<Outcome<String>> begin(LedgerEntry entry) {
        String value = new String(entry.value().orElseThrow(), UTF_8);
        order.add(value);
        var future = new CompletableFuture<Outcome<String>>();
        begun.put(value, future);
        return future;
    }

    private void succeed(String value) {
        begun.remove(value).complete(Outcome.done(value.toUpperCase(Locale.ROOT)));
        driver.advanceWallClockTime(Duration.ofMillis(10));
        commit();
    }

    private void fail(String value, Failure failure) {
        begun.remove(value).complete(Outcome.failed(failure));
        driver.advanceWallClockTime(Duration.ofMillis(10));
        commit();
    }

    private KeyValueStore<String, LedgerEntry> store() {
        return driver.getKeyValueStore(Ledger.STORE);
    }

    @Test
    void aRecordIsInTheLedgerUntilItsAnswerIsForwarded() {
        ask("k", "a");
        assertThat(store().approximateNumEntries()).isEqualTo(1);
        assertThat(results.isEmpty()).isTrue();
        succeed("a");
        assertThat(results.readValuesToList()).containsExactly("A");
        assertThat(store().approximateNumEntries()).isZero();
        assertThat(ledgers.inFlight().of(PARTITION)).isZero();
    }

    @Test
    void answersOfDifferentKeysOvertakeEachOther() {
        ask("k1", "slow");
        ask("k2", "quick");
        succeed("quick");
        succeed("slow");
        assertThat(results.readValuesToList()).containsExactly("QUICK", "SLOW");
    }

    @Test
    void recordsOfOneKeyAreWorkedOnInOrder() {
        ask("k", "first");
        ask("k", "second");
        ask("k", "third");
        assertThat(begun).containsOnlyKeys("first");
        succeed("first");
        assertThat(begun).containsOnlyKeys("second");
        succeed("second");
        succeed("third");
        assertThat(results.readValuesToList()).containsExactly("FIRST", "SECOND", "THIRD");
    }

    @Test
    void recordsWithoutKeyWaitForNone() {
        ask("a");
        ask("b");
        assertThat(begun).containsOnlyKeys("a", "b");
    }

    @Test
    void partitionOrderMakesAllWait() {
        start(LedgerConfig.Order.PARTITION);
        ask("k1", "a");
        ask("k2", "b");
        assertThat(begun).containsOnlyKeys("a");
        succeed("a");
        assertThat(begun).containsOnlyKeys("b");
    }

    @Test
    void transientFailureIsTriedAgainAfterItsWaitWhileOthersGoOn() {
        ask("k1", "a");
        fail("a", new Failure.Unavailable("store", "503"));
        assertThat(begun).isEmpty();
        ask("k2", "b");
        succeed("b");
        driver.advanceWallClockTime(Duration.ofMillis(900));
        assertThat(begun).isEmpty();
        driver.advanceWallClockTime(Duration.ofMillis(200));
        succeed("a");
        assertThat(results.readValuesToList()).containsExactly("B", "A");
    }

    @Test
    void whoAsksToBeLeftAloneIsAskedAgainNoSooner() {
        ask("k", "a");
        fail("a", new Failure.Throttled("the host", "429", Optional.of(Duration.ofSeconds(5))));
        driver.advanceWallClockTime(Duration.ofMillis(4900));
        assertThat(begun).isEmpty();
        driver.advanceWallClockTime(Duration.ofMillis(200));
        succeed("a");
        assertThat(results.readValuesToList()).containsExactly("A");
    }

    @Test
    void attemptsUsedUpEndInOneFailureAndOneDeadLetter() {
        ask("k", "a");
        for (int attempt = 1; attempt <= 3; attempt++) {
            fail("a", new Failure.Unavailable("store", "503"));
            driver.advanceWallClockTime(Duration.ofSeconds(11));
        }
        assertThat(begun).isEmpty();
        assertThat(results.readValuesToList()).containsExactly("failed a after 3: Unavailable");
        assertThat(failures.readValuesToList()).containsExactly("a");
        assertThat(store().approximateNumEntries()).isZero();
    }

    @Test
    void permanentFailureIsAnsweredAtOnceAndFreesItsKey() {
        ask("k", "a");
        ask("k", "b");
        fail("a", new Failure.Undecodable("torn"));
        assertThat(results.readValuesToList()).containsExactly("failed a after 1: Undecodable");
        assertThat(begun).containsOnlyKeys("b");
    }

    @Test
    void aStoreOutageCostsNoAttempt() {
        ask("k", "a");
        for (int i = 0; i < 50; i++) {
            fail("a", new Failure.StoreOutage());
            driver.advanceWallClockTime(Duration.ofMillis(600));
        }
        succeed("a");
        assertThat(results.readValuesToList()).containsExactly("A");
        assertThat(failures.isEmpty()).isTrue();
    }

    @Test
    void anOutageOfTheDeviceCostsNoAttempt() {
        ask("k", "a");
        for (int i = 0; i < 50; i++) {
            fail("a", new Failure.DeviceOutage("subject", "gone"));
            driver.advanceWallClockTime(Duration.ofMillis(600));
        }
        succeed("a");
        assertThat(results.readValuesToList()).containsExactly("A");
        assertThat(failures.isEmpty()).isTrue();
    }

    @Test
    void deadLetterKeepsKeyValueAndHeaders() {
        var headers = new RecordHeaders().add("traceparent", "00-1".getBytes(UTF_8));
        ask(new TestRecord<>("k", "a", headers, Instant.ofEpochMilli(1234)));
        fail("a", new Failure.Undecodable("torn"));
        var letter = failures.readRecord();
        assertThat(letter.key()).isEqualTo("k");
        assertThat(letter.value()).isEqualTo("a");
        assertThat(letter.getRecordTime()).isEqualTo(Instant.ofEpochMilli(1234));
        assertThat(letter.headers().lastHeader("traceparent").value()).isEqualTo("00-1".getBytes(UTF_8));
    }

    @Test
    void eachRequestOfARecordIsAnsweredAndBuriedByItself() {
        ask("a b c");
        assertThat(store().approximateNumEntries()).isEqualTo(3);
        assertThat(ledgers.inFlight().of(PARTITION)).isEqualTo(3);
        assertThat(positions()).containsExactly("requests-0@0#0", "requests-0@0#1", "requests-0@0#2");
        succeed("b");
        fail("a", new Failure.Undecodable("torn"));
        assertThat(results.readValuesToList()).containsExactly("B", "failed a after 1: Undecodable");
        assertThat(failures.readValuesToList()).containsExactly("a");
        assertThat(positions()).containsExactly("requests-0@0#2");
        succeed("c");
        assertThat(ledgers.inFlight().of(PARTITION)).isZero();
    }

    /** The retry's time is to come; its record's has long passed. */
    @Test
    void whatIsPutOffAndHowOldTheOldestIsAreTold() {
        ask(new TestRecord<>("k", "a", new RecordHeaders(), Instant.now().minusSeconds(3600)));
        ask(new TestRecord<>("l", "b", new RecordHeaders(), Instant.now().plusSeconds(3600)));
        fail("a", new Failure.Unavailable("store", "503"));
        InFlight.Reading reading = ledgers.inFlight().readings().get(PARTITION);
        assertThat(reading.requests()).isEqualTo(2);
        assertThat(reading.resting()).isOne();
        assertThat(ledgers.inFlight().resting()).isOne();
        assertThat(reading.oldest())
                .hasValueSatisfying(age -> assertThat(age).isBetween(Duration.ofHours(1), Duration.ofMinutes(61)));
        succeed("b");
        assertThat(ledgers.inFlight().readings().get(PARTITION).requests()).isOne();
    }

    @Test
    void requestsOfARecordWithAKeyAreWorkedOnInOrder() {
        ask("k", "a b");
        ask("k", "c");
        assertThat(begun).containsOnlyKeys("a");
        succeed("a");
        assertThat(begun).containsOnlyKeys("b");
        succeed("b");
        succeed("c");
        assertThat(results.readValuesToList()).containsExactly("A", "B", "C");
    }

    @Test
    void aRecordThatAsksForNothingLeavesNothing() {
        ask("k", "# nothing");
        assertThat(begun).isEmpty();
        assertThat(store().approximateNumEntries()).isZero();
        assertThat(ledgers.inFlight().of(PARTITION)).isZero();
    }

    /** Of all entries, as a restore would read them. */
    private List<String> positions() {
        List<String> positions = new ArrayList<>();
        try (var all = store().all()) {
            all.forEachRemaining(row -> positions.add(LedgerSerde.serde()
                    .deserializer()
                    .deserialize("", LedgerSerde.serde().serializer().serialize("", row.value))
                    .position()
                    .toString()));
        }
        return positions;
    }

    @Test
    void anOutcomeAfterCloseReachesNobody() {
        ask("k", "a");
        var late = begun.get("a");
        driver.close();
        driver = null;
        assertThat(late).isCancelled();
        assertThat(ledgers.inFlight().of(PARTITION)).isZero();
    }

    private static final class Texts implements Answers<String> {
        @Override
        public List<String> sinks(String success) {
            return List.of("results");
        }

        @Override
        public Record<byte[], byte[]> result(LedgerEntry entry, String success, Instant now) {
            return new Record<>(entry.key().orElse(null), success.getBytes(UTF_8), now.toEpochMilli());
        }

        @Override
        public Record<byte[], byte[]> failure(LedgerEntry entry, Failure failure, Instant now) {
            String value = new String(entry.value().orElseThrow(), UTF_8);
            String text = "failed %s after %d: %s".formatted(value, entry.attempt(), failure.name());
            return new Record<>(entry.key().orElse(null), text.getBytes(UTF_8), now.toEpochMilli());
        }

        @Override
        public Record<byte[], byte[]> deadLetter(LedgerEntry entry, Failure failure, Instant now) {
            return new Record<>(
                    entry.key().orElse(null), entry.value().orElse(null), entry.timestamp(), entry.originalHeaders());
        }
    }
}
