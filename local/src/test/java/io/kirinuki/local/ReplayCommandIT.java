package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kirinuki.schema.GivenAlpha;
import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code kirinuki replay} as a person calls it, on a history of all that may come in: counts are exact, to the record. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
class ReplayCommandIT {
    private static final int MASKS = 20;
    private static final int CUTOUTS = 10;
    /** A CloudEvent, and the two creations of a notification. */
    private static final int THROUGH_DOORS = 3;
    /** One that brings its mask along. */
    private static final int GIVEN = 1;
    /** A missing object, a deadline that had passed. */
    private static final int FAILED = 2;

    private static final int REQUESTS = MASKS + CUTOUTS + THROUGH_DOORS + GIVEN + FAILED;
    private static final Topics TOPICS = new Topics("past", 2);

    private EmbeddedServers servers;
    private TestWorker worker;
    private Shelf shelf;
    private JobAnswers answers;
    private Map<String, String> environment;
    private Instant between;

    @BeforeAll
    void makeHistory(@TempDir Path folder) throws Exception {
        servers = EmbeddedServers.start(folder.resolve("servers"));
        for (String topic : TOPICS.all()) servers.createTopic(topic, TOPICS.partitions());
        servers.createTopic(TOPICS.backfill(), TOPICS.partitions());
        servers.createBucket(Shelf.PHOTOS);
        servers.createBucket(TestWorker.ARTIFACTS);
        Path rules =
                Files.writeString(folder.resolve("rules.yaml"), "rules:\n  - { prefix: notified/, pipeline: mask }\n");
        Map<String, String> settings = Map.of("topics.backfill", TOPICS.backfill(), "doors.rules", rules.toString());
        worker = TestWorker.start(
                servers, TOPICS, folder.resolve("state"), settings, new PacedParts(Duration.ofMillis(5), 8));
        environment = TestWorker.environment(servers, TOPICS, folder.resolve("state"), settings);
        shelf = new Shelf(servers);
        answers = new JobAnswers(servers, TOPICS);
        try (Upstream upstream = new Upstream(servers, TOPICS)) {
            List<Position> asked = new ArrayList<>();
            for (int i = 0; i < MASKS; i++) {
                asked.add(upstream.ask(ImageRequest.of("mask-" + i, put("masks/" + i + ".png"), "mask")));
            }
            upstream.awaitAll(asked);
            Thread.sleep(5);
            between = Instant.now();
            for (int i = 0; i < CUTOUTS; i++) {
                asked.add(upstream.ask(unnamed(put("cutouts/" + i + ".png"), Optional.empty())));
            }
            asked.add(upstream.ask(ImageRequest.of("missing", ObjectRef.of(Shelf.PHOTOS, "missing.png"), "mask")));
            asked.add(upstream.ask(unnamed(put("late.png"), Optional.of(Instant.EPOCH))));
            asked.add(upstream.ask("bad".getBytes(UTF_8), "{\"source\": 7}".getBytes(UTF_8)));
            asked.add(upstream.ask(withMask(put("given.png"), put("corrected.png"))));
            asked.add(upstream.send(cloudEvent(put("wrapped.png"))));
            Position notification = upstream.ask("several".getBytes(UTF_8), notification());
            asked.add(new Position(
                    notification.topic(), notification.partition(), notification.offset(), Optional.of(0)));
            asked.add(new Position(
                    notification.topic(), notification.partition(), notification.offset(), Optional.of(2)));
            upstream.ask("nothing".getBytes(UTF_8), "{\"Records\": []}".getBytes(UTF_8));
            asked.add(upstream.send(redriven(asked.getFirst())));
            upstream.awaitAll(asked);
        }
    }

    private ObjectRef put(String key) throws Exception {
        return shelf.put(key, Pictures.plain(24, 24, key.hashCode()).bytes());
    }

    private static ImageRequest unnamed(ObjectRef photo, Optional<Instant> deadline) {
        return new ImageRequest(
                Optional.empty(),
                photo,
                Optional.of("cutout-with-mask"),
                List.of(),
                Map.of(),
                ImageRequest.Output.DEFAULT,
                deadline,
                Optional.of(true));
    }

    private static ImageRequest withMask(ObjectRef photo, ObjectRef mask) {
        return new ImageRequest(
                Optional.of("given"),
                photo,
                Optional.of("mask"),
                List.of(),
                Map.of(),
                ImageRequest.Output.DEFAULT,
                Optional.empty(),
                Optional.empty(),
                Optional.of(new GivenAlpha(mask.bucket(), mask.key(), Optional.empty(), Optional.empty())),
                Optional.empty());
    }

    private static ProducerRecord<byte[], byte[]> cloudEvent(ObjectRef photo) {
        var record = new ProducerRecord<>(
                TOPICS.requests(), "event".getBytes(UTF_8), Json.write(ImageRequest.of("wrapped", photo, "mask")));
        record.headers().add("ce_specversion", "1.0".getBytes(UTF_8)).add("ce_id", "4711".getBytes(UTF_8));
        return record;
    }

    private static ProducerRecord<byte[], byte[]> redriven(Position first) {
        ImageRequest again = ImageRequest.of("mask-0", ObjectRef.of(Shelf.PHOTOS, "masks/0.png"), "mask");
        var record = new ProducerRecord<>(
                TOPICS.requests(), again.source().toString().getBytes(UTF_8), Json.write(again));
        record.headers().add("x-replay-of", first.toString().getBytes(UTF_8));
        return record;
    }

    private byte[] notification() throws Exception {
        put("notified/a b.png");
        put("notified/c.png");
        String event =
                "{\"eventName\":\"s3:Object%s\",\"s3\":{\"bucket\":{\"name\":\"%s\"},\"object\":{\"key\":\"%s\"}}}";
        return "{\"Records\":[%s,%s,%s]}"
                .formatted(
                        event.formatted("Created:Put", Shelf.PHOTOS, "notified/a+b.png"),
                        event.formatted("Removed:Delete", Shelf.PHOTOS, "notified/gone.png"),
                        event.formatted("Created:Put", Shelf.PHOTOS, "notified%2Fc.png"))
                .getBytes(UTF_8);
    }

    @AfterAll
    void stop() {
        answers.close();
        shelf.close();
        worker.close();
        servers.close();
    }

    private CommandCall replay(String... arguments) {
        List<String> all = new ArrayList<>(List.of("replay"));
        all.addAll(List.of(arguments));
        return CommandCall.of(environment, all.toArray(String[]::new));
    }

    private static String job(CommandCall call) {
        var name = Pattern.compile("replay-\\d{8}-\\d{6}-\\w{4}").matcher(call.out());
        assertThat(name.find()).as(call.toString()).isTrue();
        return name.group();
    }

    @Test
    void aDryRunCountsWhatTheReplayThenSends() throws Exception {
        double before = worker.metric("kirinuki_records_total");
        CommandCall dry = replay("--from", "earliest", "--dry-run");
        assertThat(dry.exit()).as(dry.toString()).isZero();
        assertThat(dry.out())
                .contains("to send    " + REQUESTS, "left       3: no request 1, redriven 1, unreadable 1")
                .containsPattern("at most +0\\.0 MB, 0\\.0\\d accelerator-minutes, by the cost of \\d+ results");
        assertThat(worker.metric("kirinuki_records_total")).isEqualTo(before);

        CommandCall call = replay("--from", "earliest", "--out-prefix", "all");
        assertThat(call.exit()).as(call.toString()).isEqualTo(3);
        assertThat(call.out())
                .contains("sent       " + REQUESTS, "left       3: no request 1, redriven 1, unreadable 1")
                .contains("done       " + (REQUESTS - 1), "failed     1: NotFound 1");
        Map<String, List<ImageAnswer>> told = answers.of(job(call));
        assertThat(told).hasSize(REQUESTS);
        assertThat(told.keySet())
                .filteredOn(of -> of.contains("#"))
                .allSatisfy(of -> assertThat(of).matches(".*#[02]"))
                .hasSize(2);
        assertThat(told).allSatisfy((of, all) -> {
            assertThat(all).hasSize(1);
            assertThat(all.getFirst().position().topic()).isEqualTo(TOPICS.backfill());
            boolean named = all.getFirst().requestId().matches("(mask-\\d+|wrapped|missing|given)");
            assertThat(named || all.getFirst().requestId().equals(of)).isTrue();
        });
        assertThat(replay("show", job(call)).out()).contains("status     done", "done       " + (REQUESTS - 1));
    }

    @Test
    void conditionsAreAboutRequestsAndTheirLastAnswers() {
        Map<String, Integer> meant = new HashMap<>();
        meant.put("prefix=masks/", MASKS);
        meant.put("pipeline=cutout-with-mask, suffix=.png", CUTOUTS + 1);
        meant.put("key=*/3.png, bucket=" + Shelf.PHOTOS, 2);
        meant.put("id!=*", CUTOUTS + 1 + 2);
        meant.put("bucket=elsewhere", 0);
        meant.put("outcome=unanswered", 0);
        meant.put("model=000000, key!=late*", MASKS + CUTOUTS + THROUGH_DOORS);
        meant.put("model=subject@paced, key!=late*", MASKS + CUTOUTS + THROUGH_DOORS);
        meant.put("failure=NotFound|Gone", 1);
        meant.put("failure=NotFound, fate=transient", 0);
        meant.forEach((where, count) -> assertThat(
                        replay("--topic", TOPICS.requests(), "--from", "earliest", "--where", where, "--dry-run")
                                .out())
                .as(where)
                .contains("to send    " + count + System.lineSeparator()));
    }

    @Test
    void rangesAreOfTimesAndOffsets() {
        assertThat(replay("--from", "earliest", "--to", between.toString(), "--dry-run")
                        .out())
                .contains("to send    " + MASKS);
        // One more: the first place of what was redriven lies before.
        assertThat(replay("--from", between.toString(), "--dry-run").out())
                .contains("to send    " + (REQUESTS - MASKS + 1));
        assertThat(replay("--from", "1h", "--to", "0:3", "--dry-run").out()).contains("looked at  3");
        assertThat(replay("--from", "0:1,1:2", "--to", "0:2,1:4", "--dry-run").out())
                .contains("looked at  3");
        assertThat(replay("--from", "latest", "--dry-run").out()).contains("to send    0");
    }

    @Test
    void whatFailedIsReplayedAndThenHasNotFailed() throws Exception {
        CommandCall first = replay("--from", "earliest", "--where", "outcome=failed, id!=missing");
        assertThat(first.exit()).as(first.toString()).isZero();
        assertThat(first.out()).contains("sent       1", "done       1");
        ImageAnswer late = answers.of(job(first)).values().iterator().next().getFirst();
        assertThat(late).isInstanceOf(ImageResult.class);
        CommandCall again = replay("--from", "earliest", "--where", "outcome=failed, id!=missing", "--dry-run");
        assertThat(again.out()).contains("to send    0");
    }

    @Test
    void anotherPipelineIsAnotherPipeline() {
        CommandCall call = replay(
                "--from", "earliest", "--where", "prefix=cutouts/", "--pipeline", "mask", "--out-prefix", "other");
        assertThat(call.exit()).as(call.toString()).isZero();
        assertThat(answers.of(job(call)).values())
                .hasSize(CUTOUTS)
                .allSatisfy(all -> assertThat(all.getFirst()).isInstanceOfSatisfying(ImageResult.class, result -> {
                    assertThat(result.pipeline()).isEqualTo("mask");
                    assertThat(result.artifacts())
                            .allSatisfy(artifact -> assertThat(artifact.key()).startsWith("other/mask-"));
                }));
    }

    @Test
    void aMaskThatWasBroughtAlongIsTakenAgain() {
        CommandCall call = replay("--from", "earliest", "--where", "id=given", "--force", "--out-prefix", "again");
        assertThat(call.exit()).as(call.toString()).isZero();
        assertThat(answers.of(job(call)).values())
                .singleElement()
                .satisfies(all -> assertThat(all.getFirst()).isInstanceOfSatisfying(ImageResult.class, result -> {
                    assertThat(result.alpha())
                            .hasValueSatisfying(alpha -> assertThat(alpha.key()).isEqualTo("corrected.png"));
                    assertThat(result.models()).isEmpty();
                    assertThat(result.reused()).isEmpty();
                }));
    }

    @Test
    void aReplayIsCancelledFromElsewhere(@TempDir Path logs) throws Exception {
        CommandProcess slow = CommandProcess.start(
                logs.resolve("slow.log"), environment, "replay", "--from", "earliest", "--rate", "4/s");
        await().atMost(Duration.ofSeconds(60)).until(() -> slow.said().contains("offsets of"));
        String job = job(new CommandCall(0, slow.said(), ""));
        await().atMost(Duration.ofSeconds(60)).until(() -> answers.of(job).size() >= 4);
        assertThat(replay("cancel", job).out()).contains("status     cancelled");
        assertThat(slow.await()).as(slow.said()).isEqualTo(4);
        assertThat(slow.said()).contains("was taken over", "replay show " + job);
        int sent = answers.of(job).size();
        assertThat(sent).isBetween(4, REQUESTS - 1);
        CommandCall resumed = replay("resume", job);
        assertThat(resumed.exit()).isEqualTo(2);
        assertThat(resumed.err()).contains(job + " has ended: it is cancelled");
        assertThat(replay("list").out()).containsPattern(job + " +cancelled +\\d+ +(\\d+|\\?) ");
    }

    @Test
    void failuresOfAReplayAreInItsAnswersAndItsDeadLettersNameIt() {
        CommandCall call = replay("--from", "earliest", "--where", "id=missing");
        assertThat(call.exit()).as(call.toString()).isEqualTo(3);
        assertThat(answers.of(job(call)).values())
                .singleElement()
                .satisfies(all -> assertThat(all.getFirst()).isInstanceOf(ImageFailure.class));
    }

    @Test
    void mistakesAreNamed() {
        assertMistake("--from: required");
        assertMistake("\"yesterday\" is not a time such as 2026-11-20T08:00:00Z", "--from", "yesterday");
        assertMistake("\"colour\" is none of the fields bucket", "--from", "earliest", "--where", "colour=red");
        assertMistake("no condition such as prefix=cars/", "--from", "earliest", "--where", "cars/");
        assertMistake("no pipeline is named \"blur\"", "--from", "earliest", "--pipeline", "blur");
        assertMistake("--rate: a number above 0", "--from", "earliest", "--rate", "fast");
        assertMistake("topic nowhere: there is none", "--from", "earliest", "--topic", "nowhere");
        assertMistake("there is no replay \"nobody\"", "show", "nobody");
        Map<String, String> withoutLane = new HashMap<>(environment);
        withoutLane.remove("KIRINUKI_TOPICS_BACKFILL");
        CommandCall call = CommandCall.of(withoutLane, "replay", "--from", "earliest");
        assertThat(call.exit()).isEqualTo(2);
        assertThat(call.err()).contains("kirinuki.topics.backfill: is required");
    }

    private void assertMistake(String message, String... arguments) {
        CommandCall call = replay(arguments);
        assertThat(call.exit()).as(call.toString()).isEqualTo(2);
        assertThat(call.err()).contains(message);
    }
}
