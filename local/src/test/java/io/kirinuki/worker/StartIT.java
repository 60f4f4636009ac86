package io.kirinuki.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kirinuki.local.EmbeddedStore;
import io.kirinuki.local.OneMachine;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.StoreConfig;
import io.kirinuki.worker.config.ConfigReader;
import io.kirinuki.worker.config.WorkerConfig;
import io.kirinuki.worker.ledger.Changelog;
import io.kirinuki.worker.topic.LedgerTopics;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker looks for before it starts, at real servers. */
class StartIT {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static OneMachine machine;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        machine = OneMachine.start(folder, 0, 0);
    }

    @AfterAll
    static void stop() {
        machine.close();
    }

    @Test
    void topicsThatStayAwayAreNamedWithTheWayToMakeThem() throws Exception {
        machine.kafka().createTopic("away-results", 1, Map.of());
        assertThatThrownBy(() -> topicCheck(machine.kafka().bootstrap(), "away", PATIENCE)
                        .run())
                .isInstanceOf(StartException.class)
                .hasMessageContaining("--bootstrap-server " + machine.kafka().bootstrap())
                .hasMessageContaining("--topic away-requests")
                .hasMessageContaining("--topic away-failures")
                .hasMessageNotContaining("away-results");
    }

    @Test
    void topicsThatAreMadeMeanwhileAreWaitedFor() throws Exception {
        var check = CompletableFuture.runAsync(
                topicCheck(machine.kafka().bootstrap(), "late", Duration.ofSeconds(60))::run);
        for (String topic : List.of("late-requests", "late-results", "late-failures")) {
            assertThat(check).isNotDone();
            machine.kafka().createTopic(topic, 1, Map.of());
        }
        assertThat(check).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void aBrokerThatDoesNotAnswerIsNamed() {
        assertThatThrownBy(() -> topicCheck("127.0.0.1:1", "none", PATIENCE).run())
                .isInstanceOf(StartException.class)
                .hasMessageContaining("kafka.bootstrap-servers")
                .hasMessageContaining("127.0.0.1:1");
        assertThatThrownBy(() ->
                        topicCheck("no-such-host.invalid:1", "none", PATIENCE).run())
                .isInstanceOf(StartException.class)
                .hasMessageContaining("kafka.bootstrap-servers")
                .hasMessageContaining("no-such-host.invalid:1");
    }

    @Test
    void aChangelogWithFewerPartitionsThanItsSourceGetsAsMany() throws Exception {
        machine.kafka().createTopic("few-requests", 3, Map.of());
        machine.kafka().createTopic("few-ledger-changelog", 2, Map.of());
        LedgerTopicCheck.run(ledgerTopics("few"), kafkaSettings());
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", machine.kafka().bootstrap()))) {
            assertThat(admin.describeTopics(List.of("few-ledger-changelog"))
                            .topicNameValues()
                            .get("few-ledger-changelog")
                            .get()
                            .partitions())
                    .hasSize(3);
        }
    }

    @Test
    void aSourceThatWasMadeAnewWithFewerPartitionsIsNoStart() throws Exception {
        machine.kafka().createTopic("anew-requests", 2, Map.of());
        machine.kafka().createTopic("anew-ledger-changelog", 3, Map.of());
        assertThatThrownBy(() -> LedgerTopicCheck.run(ledgerTopics("anew"), kafkaSettings()))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("made anew")
                .hasMessageContaining("--alter --topic anew-requests --partitions 3");
    }

    /** As many partitions, so that nothing but its id tells. */
    @Test
    void aSourceThatIsMadeAnewMeanwhileIsToldOf() throws Exception {
        machine.kafka().createTopic("again-requests", 2, Map.of());
        LedgerTopics topics = ledgerTopics("again");
        LedgerTopicCheck.run(topics, kafkaSettings());
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", machine.kafka().bootstrap()))) {
            assertThat(topics.tend(admin)).isEmpty();
            admin.deleteTopics(List.of("again-requests")).all().get();
            await().until(() -> topics.tend(admin).orElse("").contains("gone"));
            await().ignoreExceptions().until(() -> {
                machine.kafka().createTopic("again-requests", 2, Map.of());
                return topics.tend(admin).orElse("").contains("made anew while this worker ran");
            });
        }
    }

    private static LedgerTopics ledgerTopics(String application) {
        return new LedgerTopics(
                machine.kafka().bootstrap(), List.of(Changelog.of(application, application + "-requests", "")));
    }

    private static Properties kafkaSettings() {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", machine.kafka().bootstrap());
        settings.put("application.id", "start");
        return settings;
    }

    @Test
    void aMissingBucketIsNamedAndASilentStoreIsNot() {
        machine.store().createBucket("there");
        try (var store = new MinioStore(store(machine.store().endpoint()))) {
            assertThatCode(() -> BucketCheck.run(store, "there")).doesNotThrowAnyException();
            assertThatThrownBy(() -> BucketCheck.run(store, "not-there"))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("output.bucket: there is no bucket \"not-there\"");
        }
        try (var silent = new MinioStore(store(URI.create("http://127.0.0.1:1")))) {
            assertThatCode(() -> BucketCheck.run(silent, "not-there")).doesNotThrowAnyException();
        }
    }

    private static TopicCheck topicCheck(String bootstrap, String group, Duration patience) {
        WorkerConfig config = ConfigReader.read(
                        Optional.empty(),
                        Map.of(),
                        Map.of(
                                "kirinuki.kafka.bootstrap-servers",
                                bootstrap,
                                "kirinuki.topics.requests",
                                group + "-requests",
                                "kirinuki.topics.results",
                                group + "-results",
                                "kirinuki.topics.failures",
                                group + "-failures",
                                "kirinuki.store.endpoint",
                                "http://127.0.0.1:1",
                                "kirinuki.store.access-key",
                                "access",
                                "kirinuki.store.secret-key",
                                "secret",
                                "kirinuki.output.bucket",
                                "artifacts"))
                .config();
        return new TopicCheck(config.kafka(), config.topicNames(), StreamSettings.of(config.kafka()), patience);
    }

    private static StoreConfig store(URI endpoint) {
        return new StoreConfig(
                endpoint,
                EmbeddedStore.REGION,
                EmbeddedStore.ACCESS_KEY,
                EmbeddedStore.SECRET_KEY,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                2);
    }
}
