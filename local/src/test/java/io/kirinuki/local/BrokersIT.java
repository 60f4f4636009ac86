package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three brokers with three copies of everything, of which two must be in sync, as people run them; under load each is
 * lost in turn, one by SIGKILL, one in order, one frozen for longer than its session. Every request is answered once.
 */
@Tag("long")
class BrokersIT {
    private static final Topics TOPICS = new Topics("brokers", 4);
    private static final Duration AWAY = Duration.ofSeconds(8);
    private static final Duration PACE = Duration.ofMillis(15);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    private final List<Position> asked = new ArrayList<>();

    @Test
    @Timeout(400)
    void eachBrokerLostInTurnLosesNothingAndDoublesNothing() throws Exception {
        try (Quorum quorum = Quorum.start(folder.resolve("quorum"))) {
            for (String topic : TOPICS.all()) quorum.createTopic(topic, TOPICS.partitions());
            quorum.createBucket(Shelf.PHOTOS);
            quorum.createBucket(TestWorker.ARTIFACTS);
            Map<String, String> settings = Map.of("kafka.replication-factor", "3", "output.reuse", "false");
            try (Shelf shelf = new Shelf(quorum);
                    Upstream upstream = new Upstream(quorum, TOPICS);
                    TestWorker worker = TestWorker.start(
                            quorum,
                            TOPICS,
                            folder.resolve("state"),
                            settings,
                            new PacedParts(Duration.ofMillis(20), 4))) {
                ObjectRef photo =
                        shelf.put("photo.png", Pictures.plain(24, 24, 7).bytes());
                load(upstream, photo, Duration.ofSeconds(3));

                quorum.kill(1);
                load(upstream, photo, AWAY);
                quorum.startAgain(1);
                whole(quorum, upstream, photo);

                quorum.stop(2);
                load(upstream, photo, AWAY);
                quorum.startAgain(2);
                whole(quorum, upstream, photo);

                quorum.signal(3, "STOP");
                load(upstream, photo, AWAY);
                quorum.signal(3, "CONT");
                whole(quorum, upstream, photo);

                upstream.awaitAll(asked);
                System.out.printf("BrokersIT: %d requests, each answered once%n", asked.size());
                assertThat(asked)
                        .allSatisfy(position ->
                                assertThat(upstream.answer(position).answer()).isInstanceOf(ImageResult.class));
                assertThat(upstream.deadLetters()).isZero();
                assertThat(worker.broken()).isFalse();
            }
        }
    }

    private void whole(Quorum quorum, Upstream upstream, ObjectRef photo) throws Exception {
        List<String> topics = new ArrayList<>(TOPICS.all());
        topics.add(TOPICS.group() + "-ledger-changelog");
        quorum.awaitInSync(topics);
        load(upstream, photo, Duration.ofSeconds(2));
    }

    /** Some sixty a second; none while the leader of its partition is gone or frozen, which the producer waits for. */
    private void load(Upstream upstream, ObjectRef photo, Duration span) throws Exception {
        long end = System.nanoTime() + span.toNanos();
        while (System.nanoTime() < end) {
            String id = "request " + asked.size();
            asked.add(upstream.ask(id.getBytes(UTF_8), Json.write(ImageRequest.of(id, photo, "mask"))));
            Thread.sleep(PACE);
        }
    }
}
