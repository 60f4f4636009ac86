package io.kirinuki.worker.job.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.worker.event.Buried;
import io.kirinuki.worker.event.DeadLetter;
import io.kirinuki.worker.job.history.Span;
import io.kirinuki.worker.job.journal.JobState;
import io.kirinuki.worker.job.journal.JobState.Status;
import io.kirinuki.worker.job.journal.Plan;
import io.kirinuki.worker.job.replay.ReplayPlan;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which dead letters are closed, by nothing but the journal. */
class ClosingsTest {
    private static final String THIS = "id of the topic";

    @Test
    void withoutARedriveAllAreOpen() {
        assertThat(Closings.of(List.of(), THIS).by(letter(0, 0, "NotFound", 0))).isEmpty();
    }

    @Test
    void whatLiesBehindTheCursorIsClosedHoweverTheRedriveStands() {
        for (Status status : Status.values()) {
            var closings = Closings.of(List.of(job("a", 1, status, plan("", 3, 2, 10), Map.of("0", "7"))), THIS);
            assertThat(closings.by(letter(0, 1, "NotFound", 0)))
                    .as("before its span")
                    .isEmpty();
            assertThat(closings.by(letter(0, 2, "NotFound", 0))).contains("a");
            assertThat(closings.by(letter(0, 6, "NotFound", 0))).contains("a");
            assertThat(closings.by(letter(0, 7, "NotFound", 0)))
                    .as("not reached")
                    .isEmpty();
            assertThat(closings.by(letter(1, 3, "NotFound", 0)))
                    .as("another partition")
                    .isEmpty();
        }
    }

    @Test
    void aRedriveThatHasNotBegunClosesNothing() {
        var closings = Closings.of(List.of(job("a", 1, Status.OPEN, plan("", 3, 2, 10), Map.of())), THIS);
        assertThat(closings.by(letter(0, 2, "NotFound", 0))).isEmpty();
    }

    @Test
    void whatItsTermsLeftStaysOpen() {
        var closings = Closings.of(
                List.of(job("a", 1, Status.DONE, plan("failure=NotFound", 2, 0, 10), Map.of("0", "10"))), THIS);
        assertThat(closings.by(letter(0, 1, "NotFound", 1))).contains("a");
        assertThat(closings.by(letter(0, 1, "NotFound", 2))).as("held back").isEmpty();
        assertThat(closings.by(letter(0, 1, "Unavailable", 0))).as("not meant").isEmpty();
        assertThat(closings.by(Buried.letter("{", "x-failure-name", "NotFound", "x-omitted-bytes", "1048000")))
                .as("its value is not there")
                .isEmpty();
        assertThat(closings.by(Buried.letter("{", "x-failure-name", "NotFound", "__streams.errors.topic", "orders")))
                .as("of another topic")
                .isEmpty();
        assertThat(closings.by(Buried.letter("{", "x-failure-name", "NotFound", "__streams.errors.topic", "backfill")))
                .contains("a");
    }

    @Test
    void theFirstThatTookItHasSentIt() {
        JobState narrow = job("narrow", 1, Status.DONE, plan("failure=NotFound", 3, 0, 10), Map.of("0", "10"));
        JobState cancelled = job("cancelled", 2, Status.CANCELLED, plan("", 3, 0, 10), Map.of("0", "5"));
        JobState last = job("last", 3, Status.DONE, plan("", 3, 0, 20), Map.of("0", "20"));
        // The journal gives the newest first.
        var closings = Closings.of(List.of(last, cancelled, narrow), THIS);
        assertThat(closings.by(letter(0, 3, "NotFound", 0))).contains("narrow");
        assertThat(closings.by(letter(0, 3, "Unavailable", 0))).contains("cancelled");
        assertThat(closings.by(letter(0, 5, "Unavailable", 0))).contains("last");
        assertThat(closings.by(letter(0, 15, "NotFound", 1)))
                .as("it failed again")
                .contains("last");
        assertThat(closings.by(letter(0, 20, "NotFound", 1))).isEmpty();
    }

    @Test
    void aHigherLimitTakesWhatWasHeldBack() {
        JobState few = job("few", 1, Status.DONE, plan("", 1, 0, 10), Map.of("0", "10"));
        JobState more = job("more", 2, Status.DONE, plan("", 2, 0, 10), Map.of("0", "10"));
        assertThat(Closings.of(List.of(few), THIS).by(letter(0, 3, "NotFound", 1)))
                .isEmpty();
        assertThat(Closings.of(List.of(few, more), THIS).by(letter(0, 3, "NotFound", 1)))
                .contains("more");
    }

    @Test
    void redrivesOfATopicThatWasMadeAnewAndOtherJobsAreNoMatter() {
        JobState before = job("before", 1, Status.DONE, plan("", 3, 0, 10), Map.of("0", "10"));
        JobState replay = job(
                "replay",
                2,
                Status.DONE,
                new ReplayPlan(
                        "failures",
                        List.of(new Span(0, 0, 10)),
                        List.of(),
                        "",
                        Optional.empty(),
                        Optional.empty(),
                        false),
                Map.of("0", "10"));
        assertThat(Closings.of(List.of(before, replay), "id of its successor").by(letter(0, 3, "NotFound", 0)))
                .isEmpty();
    }

    private static DeadLetter letter(int partition, long offset, String failure, int redrives) {
        return Buried.letter(
                partition, offset, "{", "x-failure-name", failure, "x-replay-count", Integer.toString(redrives));
    }

    private static RedrivePlan plan(String where, int most, long from, long to) {
        return new RedrivePlan(
                "failures", THIS, List.of(new Span(0, from, to)), where, most, List.of("requests", "backfill"));
    }

    private static JobState job(String id, int second, Status status, Plan plan, Map<String, String> cursor) {
        return new JobState(
                id,
                plan,
                status,
                Instant.ofEpochSecond(second),
                Optional.empty(),
                new TreeMap<>(),
                new TreeMap<>(),
                Optional.empty(),
                Optional.empty(),
                new TreeMap<>(cursor),
                0,
                0,
                0,
                new TreeMap<>(),
                Optional.empty());
    }
}
