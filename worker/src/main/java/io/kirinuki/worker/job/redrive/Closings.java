package io.kirinuki.worker.job.redrive;

import io.kirinuki.worker.event.DeadLetter;
import io.kirinuki.worker.job.history.Cursors;
import io.kirinuki.worker.job.history.Span;
import io.kirinuki.worker.job.journal.JobState;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Which dead letters are closed: those that a redrive has sent again, and those that somebody has dismissed. Nothing is kept
 * of each. A job's cursor goes on in the transactions that send, and its terms are fixed, so it has sent or dismissed what
 * lies behind its cursor, meets its terms and was not closed before it; be it done, interrupted or cancelled. One that has
 * not come so far says nothing.
 *
 * <p>A record that fails again is another dead letter, further on.
 */
final class Closings {
    /** A job of either kind, and how far it came. */
    private sealed interface Past {
        /** How a dead letter stands after it that stood so before. */
        Standing after(Standing before, DeadLetter letter);
    }

    private record Redrive(String job, RedriveTerms terms, List<Span> behind) implements Past {
        @Override
        public Standing after(Standing before, DeadLetter letter) {
            boolean wants = switch (before) {
                case Standing.Open open -> true;
                case Standing.Sent sent -> false;
                case Standing.Dismissed dismissed -> terms.plan().takesDismissed();
            };
            return wants && lies(behind, letter) && terms.takes(letter) ? new Standing.Sent(job) : before;
        }
    }

    private record Dismissal(String job, Instant at, DismissPlan plan, LetterFilter filter, List<Span> behind)
            implements Past {
        @Override
        public Standing after(Standing before, DeadLetter letter) {
            boolean dismisses = before instanceof Standing.Open
                    && lies(behind, letter)
                    && filter.test(letter)
                    && !letter.isTombstone();
            return dismisses ? new Standing.Dismissed(job, at, plan.by(), plan.why()) : before;
        }
    }

    private final List<Past> pasts;

    private Closings(List<Past> pasts) {
        this.pasts = pasts;
    }

    /** By the redrives and dismissals of that very topic; others are passed over. */
    static Closings of(List<JobState> jobs, String topicId) {
        return new Closings(jobs.stream()
                .sorted(Comparator.comparing(JobState::startedAt))
                .flatMap(job -> past(job, topicId).stream())
                .toList());
    }

    private static Optional<Past> past(JobState job, String topicId) {
        return switch (job.plan()) {
            case RedrivePlan plan
            when plan.topicId().equals(topicId) ->
                Optional.of(new Redrive(job.id(), RedriveTerms.of(plan), behind(job, plan.spans())));
            case DismissPlan plan
            when plan.topicId().equals(topicId) ->
                Optional.of(new Dismissal(
                        job.id(), job.startedAt(), plan, LetterFilter.parse(plan.where()), behind(job, plan.spans())));
            default -> Optional.empty(); // plans of other kinds, and of another topic
        };
    }

    private static List<Span> behind(JobState job, List<Span> spans) {
        SortedMap<Integer, Long> next = Cursors.offsets(job.cursor());
        return spans.stream()
                .map(span -> new Span(span.partition(), span.from(), next.getOrDefault(span.partition(), span.from())))
                .toList();
    }

    private static boolean lies(List<Span> behind, DeadLetter letter) {
        var position = letter.position();
        return behind.stream()
                .anyMatch(span -> span.partition() == position.partition() && span.holds(position.offset()));
    }

    /** By the first that came by and wanted it, for they come one after the other. */
    Standing of(DeadLetter letter) {
        Standing standing = new Standing.Open();
        for (Past past : pasts) standing = past.after(standing, letter);
        return standing;
    }
}
