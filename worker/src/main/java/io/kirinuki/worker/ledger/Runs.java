package io.kirinuki.worker.ledger;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The attempts of one life of a task: each has its place in the process's {@link Company}, then runs, then ends.
 *
 * <p>Owned by the task's stream thread. Attempts end and turns come on any thread, which only add to {@link #ended} and
 * {@link #admitted}.
 */
final class Runs<T> {
    /** So long others wait for a suspect; after that it takes its chances among them, and they theirs. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /**
     * What came of an attempt.
     *
     * @param last whether no other may follow, though its failure be transient
     */
    record Ended<T>(Position position, Outcome<T> outcome, boolean last) {}

    private static final class Run<T> {
        private final Company.Place place;
        private Optional<Instant> since = Optional.empty();
        private Optional<CompletableFuture<Outcome<T>>> future = Optional.empty();

        private Run(Company.Place place) {
            this.place = place;
        }

        private boolean suspected() {
            return place.width() != Company.Width.FREE;
        }
    }

    private final Attempt<T> attempt;
    private final Custody custody;
    private final Map<Position, Run<T>> runs = new HashMap<>();
    private final Queue<Ended<T>> ended = new ConcurrentLinkedQueue<>();
    private final Queue<Position> admitted = new ConcurrentLinkedQueue<>();
    private int suspects;

    Runs(Attempt<T> attempt, Custody custody) {
        this.attempt = attempt;
        this.custody = custody;
    }

    /** Asks for a place; true where it is to be had at once, else {@link #nextAdmitted} gives it. */
    boolean ask(LedgerEntry entry) {
        Position position = entry.position();
        Company.Place place = custody.company().ask(entry.width(), entry.deaths(), () -> admitted.add(position));
        Run<T> run = new Run<>(place);
        runs.put(position, run);
        if (run.suspected()) {
            suspects++;
            custody.suspectBegins();
        }
        return place.admittedAtOnce();
    }

    /** Null where there is none. */
    Position nextAdmitted() {
        return admitted.poll();
    }

    boolean has(Position position) {
        return runs.containsKey(position);
    }

    void start(LedgerEntry entry, Instant now) {
        Run<T> run = runs.get(entry.position());
        run.since = Optional.of(now);
        switch (Firewall.call("the attempt", entry.position(), () -> attempt.begin(entry))) {
            case Outcome.Done<CompletableFuture<Outcome<T>>>(var future) -> {
                run.future = Optional.of(future);
                var unused = future.whenComplete((outcome, thrown) -> ended.add(new Ended<>(
                        entry.position(),
                        thrown == null && outcome != null
                                ? outcome
                                : Outcome.failed(new Failure.Internal(String.valueOf(thrown))),
                        false)));
            }
            case Outcome.Failed<CompletableFuture<Outcome<T>>>(Failure bug) ->
                ended.add(new Ended<>(entry.position(), Outcome.failed(bug), false));
        }
    }

    /** Ends what has not begun. */
    void refuse(LedgerEntry entry, Failure failure) {
        ended.add(new Ended<>(entry.position(), Outcome.failed(failure), true));
    }

    /** Null where there is none. */
    Ended<T> nextEnded() {
        return ended.poll();
    }

    /** Makes room for others; whether it was a suspect that left. */
    boolean leave(Position position) {
        Run<T> run = runs.remove(position);
        if (run == null) return false;
        if (run.suspected()) {
            suspects--;
            custody.suspectEnds();
        }
        custody.company().leave(run.place);
        return run.suspected();
    }

    /** Lets others in beside suspects that take too long. */
    void loosen(Instant now) {
        if (suspects == 0) return;
        for (Run<T> run : runs.values()) {
            if (run.suspected()
                    && run.since
                            .filter(since -> since.plus(PATIENCE).isBefore(now))
                            .isPresent()) {
                custody.company().loosen(run.place);
            }
        }
    }

    /** Suspects that have a place or ask for one. */
    int suspects() {
        return suspects;
    }

    /** An outcome that comes later reaches nobody. */
    void close() {
        runs.values().forEach(run -> run.future.ifPresent(future -> future.cancel(false)));
        for (Position position : runs.keySet().toArray(Position[]::new)) leave(position);
    }
}
