package io.kirinuki.worker.job.journal;

import io.kirinuki.worker.StartException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A job as its journal has it: what it is to do and how far it has come. Written in the transactions that send its
 * requests, so that both are always of one moment.
 *
 * @param answersFrom offsets of the results topic before which it has no answers, by partition
 * @param topics ids of those that it reads, sends to and is answered in, by name, as they were when it began; none of a
 *     job of an earlier version until that is taken up
 * @param ahead how many of its requests may be unanswered at a time; absent: any number, and it does not wait for answers
 * @param rate most requests a second; absent: as many as go
 * @param cursor behind what was taken, in the words of the job's own kind
 * @param taken records or objects that were looked at
 * @param sent requests that were sent
 * @param expected answers to them
 * @param left what was looked at and not sent, by reason
 * @param tally of all answers, once it has ended and they are there
 */
public record JobState(
        String id,
        Plan plan,
        Status status,
        Instant startedAt,
        Optional<Instant> endedAt,
        SortedMap<Integer, Long> answersFrom,
        SortedMap<String, String> topics,
        Optional<Integer> ahead,
        Optional<Double> rate,
        SortedMap<String, String> cursor,
        long taken,
        long sent,
        long expected,
        SortedMap<String, Long> left,
        Optional<Tally> tally) {
    /** How a job stands. */
    public enum Status {
        /** Is at work, or was interrupted and can be taken up again: the journal cannot tell. */
        OPEN,
        DONE,
        CANCELLED
    }

    /** What one process at a time holds of it. */
    public String fence() {
        return plan.fence(id);
    }

    /** Throws {@link StartException} where it has ended. */
    public void checkOpen() {
        if (status != Status.OPEN) {
            throw new StartException(
                    "%s has ended: it is %s".formatted(id, status.name().toLowerCase(Locale.ROOT)));
        }
    }

    public JobState after(Chunk chunk) {
        var more = new TreeMap<>(left);
        chunk.left().forEach((reason, count) -> more.merge(reason, count, Long::sum));
        return new JobState(
                id,
                plan,
                status,
                startedAt,
                endedAt,
                answersFrom,
                topics,
                ahead,
                rate,
                chunk.cursor(),
                taken + chunk.taken(),
                sent + chunk.outgoing().size(),
                expected + chunk.answers(),
                more,
                tally);
    }

    /** As fast as somebody wants it by now. */
    public JobState paced(Optional<Integer> ahead, Optional<Double> rate) {
        return new JobState(
                id,
                plan,
                status,
                startedAt,
                endedAt,
                answersFrom,
                topics,
                ahead,
                rate,
                cursor,
                taken,
                sent,
                expected,
                left,
                tally);
    }

    public JobState knowing(Map<String, String> topics) {
        return new JobState(
                id,
                plan,
                status,
                startedAt,
                endedAt,
                answersFrom,
                new TreeMap<>(topics),
                ahead,
                rate,
                cursor,
                taken,
                sent,
                expected,
                left,
                tally);
    }

    /** A tally that is not of all its answers is not kept: more may come. */
    public JobState ended(Status how, Instant now, Tally tally) {
        return new JobState(
                id,
                plan,
                how,
                startedAt,
                Optional.of(now),
                answersFrom,
                topics,
                ahead,
                rate,
                cursor,
                taken,
                sent,
                expected,
                left,
                Optional.of(tally).filter(all -> all.answered() >= expected));
    }
}
