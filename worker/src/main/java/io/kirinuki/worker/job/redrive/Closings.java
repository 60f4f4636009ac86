package io.kirinuki.worker.job.redrive;

import io.kirinuki.worker.event.DeadLetter;
import io.kirinuki.worker.job.history.Cursors;
import io.kirinuki.worker.job.history.Span;
import io.kirinuki.worker.job.journal.JobState;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Which dead letters are closed: those that a redrive has sent again. Nothing is kept of each. A redrive's cursor goes on
 * in the transactions that send, and its terms are fixed, so it has sent what lies behind its cursor, meets its terms
 * and was not closed before it; be it done, interrupted or cancelled. One that has not come so far says nothing.
 *
 * <p>A record that fails again is another dead letter, further on.
 */
final class Closings {
    /** A redrive, and how far it came. */
    private record Past(String job, RedriveTerms terms, List<Span> behind) {
        boolean sent(DeadLetter letter) {
            var position = letter.position();
            return behind.stream()
                            .anyMatch(span -> span.partition() == position.partition() && span.holds(position.offset()))
                    && terms.takes(letter);
        }
    }

    private final List<Past> pasts;

    private Closings(List<Past> pasts) {
        this.pasts = pasts;
    }

    /** By the redrives of that very topic; others are passed over. */
    static Closings of(List<JobState> jobs, String topicId) {
        return new Closings(jobs.stream()
                .sorted(Comparator.comparing(JobState::startedAt))
                .flatMap(job -> past(job, topicId).stream())
                .toList());
    }

    private static Optional<Past> past(JobState job, String topicId) {
        if (!(job.plan() instanceof RedrivePlan plan) || !plan.topicId().equals(topicId)) return Optional.empty();
        SortedMap<Integer, Long> next = Cursors.offsets(job.cursor());
        List<Span> behind = plan.spans().stream()
                .map(span -> new Span(span.partition(), span.from(), next.getOrDefault(span.partition(), span.from())))
                .toList();
        return Optional.of(new Past(job.id(), RedriveTerms.of(plan), behind));
    }

    /** The redrive that has sent it: the first that came by, for they come one after the other. */
    Optional<String> by(DeadLetter letter) {
        return pasts.stream().filter(past -> past.sent(letter)).map(Past::job).findFirst();
    }
}
