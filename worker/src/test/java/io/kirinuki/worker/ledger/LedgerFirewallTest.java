package io.kirinuki.worker.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.batch.Traffic;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever throws for one record costs that record: it is answered once, it is buried, and the next one goes on. */
class LedgerFirewallTest {
    enum Place {
        INTAKE,
        ATTEMPT,
        RESULT,
        SINKS,
        UNKNOWN_SINK,
        FAILURE,
        DEAD_LETTER,
        FAILURE_AND_DEAD_LETTER,
        LISTENER
    }

    private final Properties settings = new Properties();
    private Place broken = Place.LISTENER;
    private Supplier<RuntimeException> bug = () -> new IllegalStateException("a bug");
    private Supplier<Outcome<String>> outcome = () -> Outcome.done("done");
    private Ledgers ledgers;
    private TopologyTestDriver driver;
    private TestInputTopic<String, String> requests;
    private TestOutputTopic<String, String> results;
    private TestOutputTopic<String, String> failures;

    @BeforeEach
    void start() {
        var retry = RetryPolicy.exponential(2, Duration.ofSeconds(1), Duration.ofSeconds(1), 1.0, 0.0);
        var config = new LedgerConfig(LedgerConfig.Order.KEY, retry, Duration.ofMillis(10), Duration.ofMillis(500));
        ledgers = new Ledgers(config, new Listener());
        Lane lane = Lane.of("requests", Traffic.LIVE, "results", "failures");
        var ledger = new LedgerSupplier<>(ledgers, lane, record -> shares(record), this::begin, new Texts());
        Topology topology = new Topology()
                .addSource("source", new ByteArrayDeserializer(), new ByteArrayDeserializer(), "requests")
                .addProcessor("in-flight", ledger, "source");
        lane.sinks()
                .forEach((sink, topic) -> topology.addSink(
                        sink, topic, new ByteArraySerializer(), new ByteArraySerializer(), "in-flight"));
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        driver = new TopologyTestDriver(topology, settings);
        requests = driver.createInputTopic("requests", new StringSerializer(), new StringSerializer());
        results = driver.createOutputTopic("results", new StringDeserializer(), new StringDeserializer());
        failures = driver.createOutputTopic("failures", new StringDeserializer(), new StringDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @ParameterizedTest
    @EnumSource
    void aBugCostsOneRecordAndNoThread(Place place) {
        answersOnce(place, place == Place.LISTENER ? "done" : "Internal");
    }

    /** They are Errors, and of one record all the same: deep nesting, a class that is not there. */
    @ParameterizedTest
    @EnumSource
    void aRecordThatOverflowsTheStackCostsItself(Place place) {
        bug = () -> {
            throw new StackOverflowError();
        };
        answersOnce(place, place == Place.LISTENER ? "done" : "Internal");
        bug = () -> {
            throw new NoClassDefFoundError("gone");
        };
        answersOnce(place, place == Place.LISTENER ? "done" : "Internal");
    }

    @ParameterizedTest
    @EnumSource(names = {"RESULT", "SINKS", "FAILURE", "DEAD_LETTER", "INTAKE", "ATTEMPT"})
    void nullCountsAsABug(Place place) {
        bug = () -> null;
        answersOnce(place, "Internal");
    }

    private void answersOnce(Place place, String what) {
        broken = place;
        boolean failing =
                place == Place.FAILURE || place == Place.DEAD_LETTER || place == Place.FAILURE_AND_DEAD_LETTER;
        if (failing) outcome = () -> Outcome.failed(new Failure.Undecodable("torn"));
        String expected = failing ? "Undecodable" : what;
        requests.pipeInput("k", "broken");
        requests.pipeInput("k", "sound");
        settle();
        var answers = results.readRecordsToList();
        assertThat(answers).hasSize(2);
        assertThat(answers.getFirst().key()).isEqualTo("k");
        assertThat(answers.getFirst().value()).contains(expected);
        assertThat(answers.getLast().value()).isEqualTo("done");
        var letters = failures.readRecordsToList();
        assertThat(letters).hasSize(expected.equals("done") ? 0 : 1);
        assertThat(letters).allSatisfy(letter -> {
            assertThat(letter.key()).isEqualTo("k");
            assertThat(letter.value()).isEqualTo("broken");
        });
        assertThat(driver.getKeyValueStore(Ledger.STORE).approximateNumEntries())
                .isZero();
    }

    @Test
    void theLeastAnswerKeepsTheContract() {
        broken = Place.FAILURE;
        outcome = () -> Outcome.failed(new Failure.Undecodable("torn"));
        requests.pipeInput("k", "broken");
        settle();
        ImageFailure answer = (ImageFailure) Json.readAnswer(results.readValue().getBytes(UTF_8));
        assertThat(answer.position()).isEqualTo(new Position("requests", 0, 0));
        assertThat(answer.failure().name()).isEqualTo("Undecodable");
    }

    @Test
    void whatKafkaThrowsToItselfPasses() {
        broken = Place.INTAKE;
        bug = () -> new TaskCorruptedException(Set.of(new TaskId(0, 0)));
        assertThatThrownBy(() -> requests.pipeInput("k", "broken"))
                .extracting(LedgerFirewallTest::root)
                .isInstanceOf(TaskCorruptedException.class);
    }

    /** No answer can be relied on after it: the process is to end, and the ledger keeps all. */
    @Test
    void wantOfMemoryIsNoRecordsFault() {
        broken = Place.RESULT;
        bug = () -> {
            throw new OutOfMemoryError("none left");
        };
        assertThatThrownBy(() -> {
                    requests.pipeInput("k", "broken");
                    settle();
                })
                .extracting(LedgerFirewallTest::root)
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(results.isEmpty()).isTrue();
    }

    @Test
    void anAnswerThatItsTopicDoesNotTakeIsAFailureThatNamesSizeAndLimit() {
        ledgers.limits().refused("results", 2_000);
        outcome = () -> Outcome.done("x".repeat(2_000));
        requests.pipeInput("k", "a");
        settle();
        assertThat(results.readValue()).contains("AnswerTooLarge", "topic results takes at most 1999");
        assertThat(failures.readValue()).isEqualTo("a");
    }

    @Test
    void aDeadLetterThatItsTopicDoesNotTakeGoesWithoutItsContents() {
        ledgers.limits().refused("failures", 2_000);
        outcome = () -> Outcome.failed(new Failure.Undecodable("torn"));
        requests.pipeInput("k", "x".repeat(3_000));
        settle();
        assertThat(results.readValue()).contains("Undecodable");
        var letter = failures.readRecord();
        assertThat(letter.key()).isEqualTo("k");
        assertThat(letter.value()).isNull();
    }

    private static Throwable root(Throwable thrown) {
        return thrown.getCause() == null ? thrown : root(thrown.getCause());
    }

    private void settle() {
        for (int i = 0; i < 10; i++) {
            ledgers.custody().commits().committed();
            driver.advanceWallClockTime(Duration.ofMillis(500));
        }
    }

    private List<Intake.Share> shares(Record<byte[], byte[]> record) {
        if (broken == Place.INTAKE && isBroken(record.value())) {
            RuntimeException thrown = bug.get();
            if (thrown != null) throw thrown;
            return null;
        }
        return Intake.WHOLE.shares(record);
    }

    private CompletableFuture<Outcome<String>> begin(LedgerEntry entry) {
        if (broken == Place.ATTEMPT && isBroken(entry)) return thrown();
        return CompletableFuture.completedFuture(isSound(entry) ? Outcome.done("done") : outcome.get());
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // it throws, or gives null
    private <R> R thrown() {
        RuntimeException thrown = bug.get();
        if (thrown != null) throw thrown;
        return null;
    }

    private static boolean isBroken(byte[] value) {
        return new String(value, UTF_8).equals("broken");
    }

    private static boolean isBroken(LedgerEntry entry) {
        return entry.value().filter(LedgerFirewallTest::isBroken).isPresent();
    }

    private static boolean isSound(LedgerEntry entry) {
        return entry.value()
                .filter(value -> new String(value, UTF_8).equals("sound"))
                .isPresent();
    }

    private final class Listener implements LedgerListener {
        @Override
        public void succeeded(LedgerEntry entry) {
            if (broken == Place.LISTENER && isBroken(entry)) thrown();
        }
    }

    private final class Texts implements Answers<String> {
        @Override
        public Record<byte[], byte[]> result(LedgerEntry entry, String success, Instant now) {
            if (broken == Place.RESULT && isBroken(entry)) return thrown();
            return new Record<>(
                    entry.key().orElse(null),
                    (isBroken(entry) ? "broken " + success : success).getBytes(UTF_8),
                    now.toEpochMilli());
        }

        @Override
        public List<String> sinks(String success) {
            if (broken == Place.SINKS && !success.equals("sound")) {
                broken = Place.LISTENER;
                return thrown();
            }
            if (broken == Place.UNKNOWN_SINK) {
                broken = Place.LISTENER;
                return List.of("results", "nowhere");
            }
            return List.of("results");
        }

        @Override
        public Record<byte[], byte[]> failure(LedgerEntry entry, Failure failure, Instant now) {
            if (broken == Place.FAILURE || broken == Place.FAILURE_AND_DEAD_LETTER) return thrown();
            return new Record<>(
                    entry.key().orElse(null),
                    (failure.name() + " " + failure.message()).getBytes(UTF_8),
                    now.toEpochMilli());
        }

        @Override
        public Record<byte[], byte[]> deadLetter(LedgerEntry entry, Failure failure, Instant now) {
            if (broken == Place.DEAD_LETTER || broken == Place.FAILURE_AND_DEAD_LETTER) return thrown();
            return new Record<>(entry.key().orElse(null), entry.value().orElse(null), now.toEpochMilli());
        }
    }
}
