package io.kirinuki.worker.job.collect;

import io.kirinuki.worker.job.journal.JobState;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What became of a job's requests, as it stands in a file of the whole. Owned by one thread. */
public final class Collected {
    private static final int NAMED = 20;

    private final JobState.Status status;
    private long made;
    private long lost;
    private long unanswered;
    private final SortedMap<String, Long> failed = new TreeMap<>();
    private final List<String> named = new ArrayList<>();
    private long lastLost = -1; // an image's artifacts are looked for one behind the other

    private Collected(JobState.Status status) {
        this.status = status;
    }

    /** @param status of the job, by what is known of it */
    static Collected of(Iterable<Piece> pieces, JobState.Status status) {
        Collected all = new Collected(status);
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Made one -> all.made++;
                case Piece.Lost(var number, var result, var why) -> {
                    all.lost++;
                    all.name("lost       #%d %s: %s".formatted(number, result.requestId(), why));
                }
                case Piece.Failed(var number, var failure) -> {
                    all.failed.merge(failure.failure().name(), 1L, Long::sum);
                    all.name("failed     #%d %s: %s %s"
                            .formatted(
                                    number,
                                    failure.requestId(),
                                    failure.failure().name(),
                                    failure.failure().message()));
                }
                case Piece.Unanswered(var number, var request) -> {
                    all.unanswered++;
                    all.name("unanswered #%d %s"
                            .formatted(
                                    number,
                                    request.map(one ->
                                                    one.id().orElse(one.source().toString()))
                                            .orElse("")));
                }
            }
        }
        return all;
    }

    /** An image that was taken for made, and turns out not to be had. */
    void lose(long number, String request, String why) {
        if (number != lastLost) {
            made--;
            lost++;
        }
        lastLost = number;
        name("lost       #%d %s: %s".formatted(number, request, why));
    }

    private void name(String line) {
        if (named.size() < NAMED) named.add(line);
    }

    public long made() {
        return made;
    }

    /** Answered well, by artifacts that are not to be had any more. */
    public long lost() {
        return lost;
    }

    public long unanswered() {
        return unanswered;
    }

    /** By the name of the failure. */
    public SortedMap<String, Long> failed() {
        return failed;
    }

    /** Whether the job had more to send: it was cancelled, or is not ended yet. */
    public boolean isOfAPart() {
        return status != JobState.Status.DONE;
    }

    public boolean isWhole() {
        return !isOfAPart() && lost + unanswered == 0 && failed.isEmpty();
    }

    /** A line for each of the first that are not made. */
    public List<String> named() {
        return List.copyOf(named);
    }
}
