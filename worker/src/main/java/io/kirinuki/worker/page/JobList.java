package io.kirinuki.worker.page;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads how far replays, redrives and submissions are. Asked every few seconds while somebody looks; may wait. */
@FunctionalInterface
public interface JobList {
    /** Of a worker that knows of none. */
    JobList NONE = List::of;

    /**
     * One job.
     *
     * @param kind as {@code replay}
     * @param plan what it is to do, in a line
     * @param expected answers, as far as is known
     * @param more a command that tells more, such as what a replay changed
     */
    record Job(
            String id,
            String kind,
            String status,
            String plan,
            long sent,
            long answered,
            long failed,
            long expected,
            Instant startedAt,
            Optional<Instant> endedAt,
            String more) {}

    /** The newest first. */
    List<Job> all();
}
