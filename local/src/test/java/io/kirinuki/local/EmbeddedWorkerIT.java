package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.kirinuki.pipeline.trial.Choice;
import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedWorkerIT extends WorkerSuite {
    private static final int HIGH_MARK = 8;
    /** What the consumer may still hand over when it is paused: one poll, and what Streams has buffered. */
    private static final int OVERSHOOT = 32 + 16;

    private EmbeddedServers embedded;

    @Override
    protected Servers startServers() throws Exception {
        embedded = EmbeddedServers.start(folder.resolve("servers"));
        return embedded;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "photos/../cat & dog 猫😀.jpg",
                "../up.jpg",
                "a/./b/../../c.jpg",
                "double//slash.jpg",
                "/",
                "trailing/"
            })
    void keysThatFileSystemsFearAreKeys(String key) throws Exception {
        assertServed(key);
    }

    @Test
    void anOutageOfTheStoreHoldsRequestsBackAndLosesNone() throws Exception {
        Topics topics = new Topics("outage", 2);
        shelf.put("outage/cup.jpg", Specimens.jpeg(64, 48));
        try (TestWorker worker = startWorker(
                        topics,
                        Map.of(
                                "flow.high-mark",
                                Integer.toString(HIGH_MARK),
                                "flow.low-mark",
                                "4",
                                "output.reuse",
                                "false"));
                Upstream upstream = new Upstream(servers, topics)) {
            upstream.answer(send(upstream, topics, 0, "before"));
            embedded.stopStore();
            List<Position> asked = new ArrayList<>();
            for (int i = 0; i < 160; i++) asked.add(send(upstream, topics, i % 2, "during " + i));

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> worker.metric("kirinuki_store_outage ") == 1
                            && worker.metric("kirinuki_paused_partitions ") == 2);
            await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(6)).untilAsserted(() -> {
                assertThat(worker.metric("kirinuki_paused_partitions ")).isEqualTo(2);
                for (int partition = 0; partition < 2; partition++) {
                    assertThat(worker.metric("kirinuki_ledger_entries{topic=\"outage-requests\",partition=\"%d\""
                                    .formatted(partition)))
                            .isBetween((double) HIGH_MARK, (double) HIGH_MARK + OVERSHOOT);
                }
                assertThat(worker.get("/readyz").statusCode()).isEqualTo(503);
                assertThat(worker.get("/livez").statusCode()).isEqualTo(200);
            });
            assertThat(upstream.answered(asked)).isZero();

            embedded.startStore();
            upstream.awaitAll(asked);
            assertThat(asked)
                    .allSatisfy(position ->
                            assertThat(upstream.answer(position).answer()).isInstanceOf(ImageResult.class));
            assertThat(upstream.deadLetters()).isZero();
            assertThat(worker.metric("kirinuki_paused_partitions ")).isZero();
            assertThat(worker.get("/readyz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whatOneWorkerLeavesBehindTheOtherAnswers() throws Exception {
        Topics topics = new Topics("pair", 4);
        shelf.put("pair/cup.jpg", Specimens.jpeg(1200, 900));
        Map<String, String> settings = Map.of("engine.max-batch", "1", "output.reuse", "false");
        TestWorker first = startWorker(topics, settings);
        try (Upstream upstream = new Upstream(servers, topics);
                TestWorker second = TestWorker.start(servers, topics, folder.resolve("pair-second"), settings)) {
            try (first) {
                await().atMost(Duration.ofSeconds(30)).until(() -> membersAtWork(topics) == 2);
                List<Position> asked = new ArrayList<>();
                for (int i = 0; i < 48; i++) asked.add(send(upstream, topics, i % 4, "pair " + i));
                await().until(() -> upstream.answered(asked) >= 4);
                first.close();
                for (int i = 48; i < 60; i++) asked.add(send(upstream, topics, i % 4, "pair " + i));

                upstream.awaitAll(asked);
                assertThat(asked)
                        .allSatisfy(position ->
                                assertThat(upstream.answer(position).answer()).isInstanceOf(ImageResult.class));
                assertThat(upstream.deadLetters()).isZero();
                assertThat(asked.stream().map(p -> upstream.answer(p).answer()).map(ImageAnswer::requestId))
                        .doesNotHaveDuplicates();
                assertThat(second.metric("kirinuki_records_total"))
                        .as("answers of the second")
                        .isBetween(16.0, 60.0);
            }
        }
    }

    @Test
    void aModelThatIsDroppedInAnswersWithoutARestartAndABrokenOneDoesNot() throws Exception {
        Topics topics = new Topics("swap", 2);
        shelf.put("swap/cup.jpg", Specimens.jpeg(320, 240));
        SubjectVersions versions = SubjectVersions.in(folder.resolve("swap-models"));
        Map<String, String> settings =
                Map.of("models.directory", versions.directory().toString(), "models.refresh", "100ms");
        try (TestWorker worker = startWorker(topics, settings);
                Upstream upstream = new Upstream(servers, topics)) {
            double subject = swapResult(upstream, "first").measures().coverage().orElseThrow();
            assertThat(subject).isLessThan(0.4);

            versions.putInverted(2);
            List<Position> asked = new ArrayList<>();
            while (changes(worker, "served") < 1) {
                for (int i = 0; i < 4; i++) asked.add(askForSwap(upstream, "meanwhile " + asked.size()));
                upstream.awaitAll(asked);
            }
            asked.add(askForSwap(upstream, "swapped"));
            List<ImageResult> results = new ArrayList<>();
            for (Position position : asked) {
                results.add((ImageResult) upstream.answer(position).answer());
            }
            assertThat(results.getLast().models().getFirst().version()).isEqualTo("2");
            assertThat(results).allSatisfy(result -> {
                boolean inverted = result.models().getFirst().version().equals("2");
                assertThat(result.measures().coverage().orElseThrow())
                        .as("coverage of what %s says it ran", result.models())
                        .isCloseTo(inverted ? 1 - subject : subject, within(0.02));
            });
            assertThat(results.stream().map(ImageResult::fingerprint).distinct())
                    .hasSameSizeAs(results.stream()
                            .map(result -> result.models().getFirst().sha256())
                            .distinct()
                            .toList());

            versions.putDamaged(3);
            await().until(() -> changes(worker, "refused") == 1);
            assertThat(worker.get("/readyz").statusCode()).isEqualTo(200);
            assertThat(worker.get("/readyz").body())
                    .contains("models: warm: subject 2", "refused model subject 3: ", "sha256");
            assertThat(swapResult(upstream, "refused").models().getFirst().version())
                    .isEqualTo("2");

            versions.remove(3);
            versions.remove(2);
            await().until(() -> changes(worker, "served") == 2);
            assertThat(worker.get("/readyz").body())
                    .contains("models: warm: subject 1")
                    .doesNotContain("refused");
            assertThat(swapResult(upstream, "removed").models().getFirst().version())
                    .isEqualTo("1");
            assertThat(changes(worker, "refused"))
                    .as("refusals, logged once each")
                    .isEqualTo(1);
        }
    }

    @Test
    void aCanaryAnswersItsShareIsPromotedWhereItAgreesAndRolledBackWhereItDoesNot() throws Exception {
        Topics topics = new Topics("canary", 2);
        SubjectVersions versions = SubjectVersions.in(folder.resolve("canary-models"));
        Map<String, String> settings = trial("canary", versions);
        try (Upstream upstream = new Upstream(servers, topics)) {
            Map<String, String> chosen = new TreeMap<>();
            try (TestWorker worker = startWorker(topics, settings)) {
                versions.putSame(2);
                await().until(() -> worker.get("/readyz").body().contains("trial of subject 2: canary beside 1"));
                for (int i = 0; i < 6; i++) {
                    ImageResult.ModelUse use = use(upstream, "canary/cup-" + i + ".jpg", "first " + i);
                    boolean canary = new Choice("subject", "2", 0.5).takes(photo("canary/cup-" + i + ".jpg"));
                    assertThat(use.version()).isEqualTo(canary ? "2" : "1");
                    assertThat(use.trial()).isEqualTo(canary ? Optional.of("canary") : Optional.empty());
                    chosen.put("canary/cup-" + i + ".jpg", use.version());
                }
                assertThat(chosen.values()).contains("1", "2");
            }
            try (TestWorker worker = TestWorker.start(servers, topics, folder.resolve("canary-again"), settings)) {
                for (Map.Entry<String, String> one : chosen.entrySet()) {
                    ImageResult again = (ImageResult)
                            upstream.answer(upstream.ask(one.getKey().getBytes(UTF_8), request(one.getKey(), "again")))
                                    .answer();
                    assertThat(again.models().getFirst().version())
                            .as("%s after a restart", one.getKey())
                            .isEqualTo(one.getValue());
                    assertThat(again.reused()).contains(true);
                }
                for (int i = 6; trials(worker, "promoted") < 1; i++) {
                    use(upstream, "canary/cup-" + i + ".jpg", "more " + i);
                }
                await().until(() -> worker.get("/readyz").body().contains("models: warm: subject 2"));
                ImageResult.ModelUse promoted = use(upstream, "canary/last.jpg", "promoted");
                assertThat(promoted.version()).isEqualTo("2");
                assertThat(promoted.trial()).isEmpty();

                versions.putInverted(3);
                for (int i = 0; trials(worker, "rolled_back") < 1; i++) {
                    use(upstream, "canary/cap-" + i + ".jpg", "worse " + i);
                }
                await().untilAsserted(() -> assertThat(worker.get("/readyz").body())
                        .contains("refused model subject 3: rolled back: 1 of 1 images disagree")
                        .contains("models: warm: subject 2"));
                assertThat(worker.get("/readyz").statusCode()).isEqualTo(200);
                assertThat(use(upstream, "canary/end.jpg", "rolled back").version())
                        .isEqualTo("2");
            }
            assertThat(upstream.deadLetters()).isZero();
        }
    }

    @Test
    void aShadowIsComparedAndNeverAnswers() throws Exception {
        Topics topics = new Topics("shadow", 2);
        SubjectVersions versions = SubjectVersions.in(folder.resolve("shadow-models"));
        try (TestWorker worker = startWorker(topics, trial("shadow", versions));
                Upstream upstream = new Upstream(servers, topics)) {
            versions.putInverted(2);
            for (int i = 0; trials(worker, "rolled_back") < 1; i++) {
                ImageResult.ModelUse use = use(upstream, "canary/cup-" + i + ".jpg", "shadowed " + i);
                assertThat(use.version()).isEqualTo("1");
                assertThat(use.trial()).isEmpty();
            }
            await().untilAsserted(() -> assertThat(worker.get("/readyz").body())
                    .contains("refused model subject 2: rolled back: 1 of 1 images disagree"));
        }
    }

    private Map<String, String> trial(String mode, SubjectVersions versions) {
        return Map.of(
                "models.directory",
                versions.directory().toString(),
                "models.refresh",
                "100ms",
                "models.trial.mode",
                mode,
                "models.trial.share",
                "0.5",
                "models.trial.images",
                "8",
                "models.trial.memory",
                folder.resolve(mode + "-trials").toString());
    }

    private static double trials(TestWorker worker, String outcome) throws Exception {
        return worker.metric("kirinuki_trials_total{model=\"subject\",outcome=\"%s\"".formatted(outcome));
    }

    private static ObjectRef photo(String key) {
        return ObjectRef.of(PHOTOS, key);
    }

    private static byte[] request(String key, String id) {
        return Json.write(ImageRequest.of(id + " " + key, photo(key), "mask"));
    }

    /** What made the answer. */
    private ImageResult.ModelUse use(Upstream upstream, String key, String id) throws Exception {
        shelf.put(key, Specimens.jpeg(160, 120));
        Position asked = upstream.ask(key.getBytes(UTF_8), request(key, id));
        return ((ImageResult) upstream.answer(asked).answer()).models().getFirst();
    }

    private static double changes(TestWorker worker, String outcome) throws Exception {
        return worker.metric("kirinuki_model_changes_total{model=\"subject\",outcome=\"%s\"".formatted(outcome));
    }

    private static Position askForSwap(Upstream upstream, String id) throws Exception {
        ObjectRef source = ObjectRef.of(PHOTOS, "swap/cup.jpg");
        return upstream.ask(id.getBytes(UTF_8), Json.write(ImageRequest.of(id, source, "mask")));
    }

    private static ImageResult swapResult(Upstream upstream, String id) throws Exception {
        return (ImageResult) upstream.answer(askForSwap(upstream, id)).answer();
    }

    /** Members of the group that have partitions. */
    private long membersAtWork(Topics topics) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers.bootstrap()))) {
            return admin
                    .describeConsumerGroups(List.of(topics.group()))
                    .all()
                    .get()
                    .get(topics.group())
                    .members()
                    .stream()
                    .filter(member -> !member.assignment().topicPartitions().isEmpty())
                    .count();
        }
    }

    /** Each under a key of its own, so that none waits for another. */
    private static Position send(Upstream upstream, Topics topics, int partition, String id) throws Exception {
        ObjectRef source = ObjectRef.of(PHOTOS, id.startsWith("pair") ? "pair/cup.jpg" : "outage/cup.jpg");
        byte[] request = Json.write(ImageRequest.of(id, source, "mask"));
        return upstream.send(new ProducerRecord<>(topics.requests(), partition, id.getBytes(UTF_8), request));
    }
}
