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
        assertThat(by(Closings.of(List.of(), THIS), letter(0, 0, "NotFound", 0)))
                .isEmpty();
    }

    @Test
    void whatLiesBehindTheCursorIsClosedHoweverTheRedriveStands() {
        for (Status status : Status.values()) {
            var closings = Closings.of(List.of(job("a", 1, status, plan("", 3, 2, 10), Map.of("0", "7"))), THIS);
            assertThat(by(closings, letter(0, 1, "NotFound", 0)))
                    .as("before its span")
                    .isEmpty();
            assertThat(by(closings, letter(0, 2, "NotFound", 0))).contains("a");
            assertThat(by(closings, letter(0, 6, "NotFound", 0))).contains("a");
            assertThat(by(closings, letter(0, 7, "NotFound", 0)))
                    .as("not reached")
                    .isEmpty();
            assertThat(by(closings, letter(1, 3, "NotFound", 0)))
                    .as("another partition")
                    .isEmpty();
        }
    }

    @Test
    void aRedriveThatHasNotBegunClosesNothing() {
        var closings = Closings.of(List.of(job("a", 1, Status.OPEN, plan("", 3, 2, 10), Map.of())), THIS);
        assertThat(by(closings, letter(0, 2, "NotFound", 0))).isEmpty();
    }

    @Test
    void whatItsTermsLeftStaysOpen() {
        var closings = Closings.of(
                List.of(job("a", 1, Status.DONE, plan("failure=NotFound", 2, 0, 10), Map.of("0", "10"))), THIS);
        assertThat(by(closings, letter(0, 1, "NotFound", 1))).contains("a");
        assertThat(by(closings, letter(0, 1, "NotFound", 2))).as("held back").isEmpty();
        assertThat(by(closings, letter(0, 1, "Unavailable", 0))).as("not meant").isEmpty();
        assertThat(by(closings, Buried.letter("{", "x-failure-name", "NotFound", "x-omitted-bytes", "1048000")))
                .as("its value is not there")
                .isEmpty();
        assertThat(by(closings, Buried.letter("{", "x-failure-name", "NotFound", "__streams.errors.topic", "orders")))
                .as("of another topic")
                .isEmpty();
        assertThat(by(closings, Buried.letter("{", "x-failure-name", "NotFound", "__streams.errors.topic", "backfill")))
                .contains("a");
    }

    @Test
    void theFirstThatTookItHasSentIt() {
        JobState narrow = job("narrow", 1, Status.DONE, plan("failure=NotFound", 3, 0, 10), Map.of("0", "10"));
        JobState cancelled = job("cancelled", 2, Status.CANCELLED, plan("", 3, 0, 10), Map.of("0", "5"));
        JobState last = job("last", 3, Status.DONE, plan("", 3, 0, 20), Map.of("0", "20"));
        // The journal gives the newest first.
        var closings = Closings.of(List.of(last, cancelled, narrow), THIS);
        assertThat(by(closings, letter(0, 3, "NotFound", 0))).contains("narrow");
        assertThat(by(closings, letter(0, 3, "Unavailable", 0))).contains("cancelled");
        assertThat(by(closings, letter(0, 5, "Unavailable", 0))).contains("last");
        assertThat(by(closings, letter(0, 15, "NotFound", 1)))
                .as("it failed again")
                .contains("last");
        assertThat(by(closings, letter(0, 20, "NotFound", 1))).isEmpty();
    }

    @Test
    void aHigherLimitTakesWhatWasHeldBack() {
        JobState few = job("few", 1, Status.DONE, plan("", 1, 0, 10), Map.of("0", "10"));
        JobState more = job("more", 2, Status.DONE, plan("", 2, 0, 10), Map.of("0", "10"));
        assertThat(by(Closings.of(List.of(few), THIS), letter(0, 3, "NotFound", 1)))
                .isEmpty();
        assertThat(by(Closings.of(List.of(few, more), THIS), letter(0, 3, "NotFound", 1)))
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
        assertThat(by(Closings.of(List.of(before, replay), "id of its successor"), letter(0, 3, "NotFound", 0)))
                .isEmpty();
    }

    @Test
    void whatWasDismissedIsClosedWithWhoSaidSoAndWhy() {
        for (Status status : Status.values()) {
            var closings = Closings.of(List.of(dismissal("d", 1, status, "failure=NotFound", 5)), THIS);
            assertThat(closings.of(letter(0, 3, "NotFound", 9)))
                    .isEqualTo(new Standing.Dismissed("d", Instant.ofEpochSecond(1), "ann", "withdrawn"));
            assertThat(closings.of(letter(0, 3, "Unavailable", 0)))
                    .as("not meant")
                    .isEqualTo(new Standing.Open());
            assertThat(closings.of(letter(0, 5, "NotFound", 0)))
                    .as("not reached")
                    .isEqualTo(new Standing.Open());
        }
    }

    @Test
    void aRedriveSendsWhatWasDismissedOnlyWhereItSaysSo() {
        JobState dismissal = dismissal("d", 1, Status.DONE, "", 10);
        JobState plain = job("plain", 2, Status.DONE, plan("", 3, 0, 10), Map.of("0", "10"));
        JobState told = job("told", 3, Status.DONE, planOfDismissed(0, 10), Map.of("0", "10"));
        DeadLetter letter = letter(0, 3, "NotFound", 0);
        assertThat(Closings.of(List.of(plain, dismissal), THIS).of(letter)).isInstanceOf(Standing.Dismissed.class);
        assertThat(by(Closings.of(List.of(told, plain, dismissal), THIS), letter))
                .contains("told");
        JobState before = job("before", 0, Status.DONE, plan("", 3, 0, 10), Map.of("0", "10"));
        assertThat(by(Closings.of(List.of(dismissal, before), THIS), letter))
                .as("sent again before anybody dismissed it")
                .contains("before");
    }

    private static DeadLetter letter(int partition, long offset, String failure, int redrives) {
        return Buried.letter(
                partition, offset, "{", "x-failure-name", failure, "x-replay-count", Integer.toString(redrives));
    }

    private static RedrivePlan plan(String where, int most, long from, long to) {
        return new RedrivePlan(
                "failures", THIS, List.of(new Span(0, from, to)), where, most, Optional.empty(), targets());
    }

    private static List<String> targets() {
        return List.of("requests", "backfill");
    }

    private static RedrivePlan planOfDismissed(long from, long to) {
        return new RedrivePlan("failures", THIS, List.of(new Span(0, from, to)), "", 3, Optional.of(true), targets());
    }

    private static JobState dismissal(String id, int second, Status status, String where, long reached) {
        var plan = new DismissPlan("failures", THIS, List.of(new Span(0, 0, 10)), where, "ann", "withdrawn");
        return job(id, second, status, plan, Map.of("0", Long.toString(reached)));
    }

    /** The redrive that has sent it. */
    private static Optional<String> by(Closings closings, DeadLetter letter) {
        return closings.of(letter) instanceof Standing.Sent(String job) ? Optional.of(job) : Optional.empty();
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
