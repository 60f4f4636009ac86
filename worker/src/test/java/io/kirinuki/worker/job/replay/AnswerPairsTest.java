package io.kirinuki.worker.job.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.evaluation.change.ChangeFigures;
import io.kirinuki.evaluation.change.ChangeTally;
import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import io.kirinuki.worker.event.JobHeaders;
import io.kirinuki.worker.event.door.TextHeaders;
import io.kirinuki.worker.job.history.Span;
import io.kirinuki.worker.job.journal.JobState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Partition 0 of the requests is replayed from 10 to 20; the replay began when the results had 100 answers. */
class AnswerPairsTest {
    private static final String JOB = "replay-1";
    private static final long BEGUN = 100;

    private final AnswerPairs pairs = pairs("requests");

    @Test
    void anAnswerMeetsTheLastOneBeforeIt() {
        pairs.add(answer(0, 1, result(request(12), "f1"), Optional.empty(), ""));
        pairs.add(answer(0, 2, result(backfill(1), "f2"), Optional.of(request(12)), "replay-0"));
        pairs.add(answer(0, 101, result(backfill(2), "f2"), Optional.of(request(12)), JOB));
        assertThat(pairs.tally().figures()).returns(1L, ChangeFigures::pairs).returns(1L, ChangeFigures::unchanged);
    }

    @Test
    void whatComesAfterItIsNotBefore() {
        pairs.add(answer(0, 1, result(request(12), "f1"), Optional.empty(), ""));
        pairs.add(answer(0, 101, result(backfill(2), "f2"), Optional.of(request(12)), JOB));
        pairs.add(answer(0, 102, result(backfill(3), "f2"), Optional.of(request(12)), "replay-2"));
        pairs.add(answer(0, 103, result(backfill(4), "f2"), Optional.of(request(13)), JOB));
        pairs.add(answer(0, 104, result(request(13), "f2"), Optional.empty(), ""));
        ChangeTally tally = pairs.tally();
        assertThat(tally.figures())
                .returns(1L, ChangeFigures::pairs)
                .returns(0L, ChangeFigures::unchanged)
                .returns(1L, ChangeFigures::unanswered);
        assertThat(tally.changes().getFirst().before().fingerprint()).isEqualTo("f1");
    }

    @Test
    void anAnswerOfAnotherPartitionIsBeforeIfItWasThereAtTheBeginning() {
        pairs.add(answer(0, 101, result(backfill(2), "f2"), Optional.of(request(12)), JOB));
        pairs.add(answer(1, 7, result(request(12), "f1"), Optional.empty(), ""));
        assertThat(pairs.tally().changes()).hasSize(1);
    }

    @Test
    void anAnswerGivenTwiceCountsOnce() {
        pairs.add(answer(0, 1, result(request(12), "f1"), Optional.empty(), ""));
        pairs.add(answer(0, 101, result(backfill(2), "f2"), Optional.of(request(12)), JOB));
        pairs.add(answer(0, 102, result(backfill(2), "f2"), Optional.of(request(12)), JOB));
        assertThat(pairs.answers()).isEqualTo(1);
        assertThat(pairs.tally().figures()).returns(1L, ChangeFigures::pairs).returns(0L, ChangeFigures::unanswered);
    }

    @Test
    void failuresThatCameAndWentAreTold() {
        pairs.add(answer(0, 1, failure(request(10), "NotFound"), Optional.empty(), ""));
        pairs.add(answer(0, 2, result(request(11), "f1"), Optional.empty(), ""));
        pairs.add(answer(0, 3, failure(request(12), "NotFound"), Optional.empty(), ""));
        pairs.add(answer(0, 101, result(backfill(1), "f2"), Optional.of(request(10)), JOB));
        pairs.add(answer(0, 102, failure(backfill(2), "TimedOut"), Optional.of(request(11)), JOB));
        pairs.add(answer(0, 103, failure(backfill(3), "Undecodable"), Optional.of(request(12)), JOB));
        assertThat(pairs.tally().figures())
                .returns(Map.of("NotFound", 1L), ChangeFigures::mended)
                .returns(Map.of("TimedOut", 1L), ChangeFigures::broken)
                .returns(Map.of("Undecodable", 1L), ChangeFigures::failing)
                .returns(0L, ChangeFigures::pairs);
    }

    @Test
    void aReplayOfReplaysIsOneOfTheirFirstRequests() {
        AnswerPairs again = pairs("backfill");
        again.add(answer(0, 1, result(request(12), "f1"), Optional.empty(), ""));
        again.add(answer(0, 2, result(backfill(15), "f2"), Optional.of(request(12)), "replay-0"));
        again.add(answer(0, 101, result(backfill(30), "f3"), Optional.of(request(12)), JOB));
        again.add(answer(0, 102, result(backfill(31), "f3"), Optional.of(request(12)), JOB));
        ChangeTally tally = again.tally();
        assertThat(tally.changes()).hasSize(1);
        assertThat(tally.changes().getFirst().before().fingerprint()).isEqualTo("f2");
        assertThat(tally.figures().unanswered()).isZero();
    }

    private static AnswerPairs pairs(String topic) {
        ReplayPlan plan = new ReplayPlan(
                topic, List.of(new Span(0, 10, 20)), List.of(), "", Optional.empty(), Optional.empty(), false);
        JobState job = new JobState(
                JOB,
                plan,
                JobState.Status.OPEN,
                Instant.EPOCH,
                Optional.empty(),
                new TreeMap<>(Map.of(0, BEGUN, 1, BEGUN)),
                new TreeMap<>(),
                Optional.empty(),
                Optional.empty(),
                new TreeMap<>(),
                0,
                0,
                0,
                new TreeMap<>(),
                Optional.empty());
        return new AnswerPairs(job, plan, Optional.of("backfill"));
    }

    private static Position request(long offset) {
        return new Position("requests", 0, offset);
    }

    private static Position backfill(long offset) {
        return new Position("backfill", 0, offset);
    }

    private static ConsumerRecord<byte[], byte[]> answer(
            int partition, long offset, ImageAnswer answer, Optional<Position> again, String job) {
        var record = new ConsumerRecord<>("results", partition, offset, new byte[0], Json.write(answer));
        again.ifPresent(position -> {
            TextHeaders.set(record.headers(), JobHeaders.REPLAY_OF, position.toString());
            TextHeaders.set(record.headers(), JobHeaders.JOB, job);
        });
        return record;
    }

    private static ImageResult result(Position position, String fingerprint) {
        return new ImageResult(
                "id",
                new ImageResult.Source("photos", "cat.jpg", Optional.empty(), "etag", 1, "JPEG", 4, 4, 1),
                "mask",
                fingerprint,
                List.of(),
                ObjectRef.of("made", "result.json"),
                ImageResult.Measures.NONE,
                List.of(),
                ImageResult.Timings.NONE,
                position,
                1,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static ImageFailure failure(Position position, String name) {
        return new ImageFailure(
                "id",
                Optional.empty(),
                Optional.empty(),
                new ImageFailure.Reason(name, "permanent", "because"),
                position,
                1,
                Instant.EPOCH,
                Instant.EPOCH);
    }
}
