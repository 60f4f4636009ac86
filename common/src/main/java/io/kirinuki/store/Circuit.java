package io.kirinuki.store;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.Evidence.Verdict;
import io.kirinuki.store.ObjectStore.OpenObject;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The health of one bucket in one direction. What comes out of a call is passed on as it is where the object is to
 * blame; where the store is, it becomes {@code StoreOutage}, which costs the image no attempt.
 *
 * <p>Nothing but calls ends an outage: somebody must go on asking. Threads: any.
 */
final class Circuit {
    private static final Logger LOG = LoggerFactory.getLogger(Circuit.class);

    private static final int WINDOW = 10;
    private static final float OUTAGE_PERCENT = 90;
    private static final Duration REST = Duration.ofSeconds(2);
    private static final int PROBES = 2;
    /** So many bodies in a row that did not get through are an outage too, whatever headers say. */
    private static final int FRUITLESS = 10;

    /** Calls that a throttling store refuses are made again so often, for the work in them may be dear. */
    private static final int TURNS = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration LATELY = Duration.ofMinutes(10);
    /** Where nothing tells whether forbidden is meant for one or for all, it is waited for so long. */
    private static final Duration GRACE = Duration.ofSeconds(30);
    /** Trouble of which nothing was seen for so long is over, or of no interest any more. */
    private static final Duration NEWS = Duration.ofMinutes(1);

    /** An object that was read whole. */
    private record Served(ObjectRef object, long reach, long when) {}

    private final ObjectStore store;
    private final String bucket;
    private final Direction direction;
    private final String name;
    private final InstantSource time;
    private final BreakerStore.Pause pause;
    private final CircuitBreaker breaker;
    private final Evidence evidence = new Evidence();
    private final Pace pace = new Pace();
    private final AtomicInteger fruitless = new AtomicInteger();

    private volatile Optional<Served> served = Optional.empty();
    private final AtomicLong denied = new AtomicLong(-1);
    private volatile boolean worked;
    private volatile long asked;
    private volatile long troubled = -NEWS.toMillis();
    private volatile String trouble = "";

    Circuit(ObjectStore store, String bucket, Direction direction, InstantSource time, BreakerStore.Pause pause) {
        this.store = store;
        this.bucket = bucket;
        this.direction = direction;
        this.name = direction.of(bucket);
        this.time = time;
        this.pause = pause;
        this.breaker = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindow(WINDOW, WINDOW, SlidingWindowType.COUNT_BASED)
                        .failureRateThreshold(OUTAGE_PERCENT)
                        .waitDurationInOpenState(REST)
                        .permittedNumberOfCallsInHalfOpenState(PROBES)
                        .recordResult(verdict -> verdict == Verdict.STORE)
                        .clock(time.withZone(ZoneOffset.UTC))
                        .build());
        breaker.getEventPublisher().onStateTransition(event -> {
            switch (event.getStateTransition()) {
                case CLOSED_TO_OPEN -> LOG.warn("Outage: {} ({})", name, trouble);
                case HALF_OPEN_TO_CLOSED -> LOG.info("No outage any more: {}", name);
                default -> {}
            }
        });
    }

    @FunctionalInterface
    interface Call<T> {
        Outcome<T> run() throws InterruptedException;
    }

    /**
     * Makes the call, unless the circuit rests.
     *
     * @param object what it is about
     * @param subject what shares its fate with no other: the object; of a write, the folder that one image's artifacts
     *     lie in
     * @param reach how hard the call is, see {@link Evidence}
     */
    <T> Outcome<T> ask(ObjectRef object, String subject, long reach, Call<T> call) throws InterruptedException {
        return ask(object, subject, reach, false, call);
    }

    /** As {@link #ask}, of what may be missing: forbidden is passed on as it is. */
    <T> Outcome<T> find(ObjectRef object, long reach, Call<T> call) throws InterruptedException {
        return ask(object, object.toString(), reach, true, call);
    }

    private <T> Outcome<T> ask(ObjectRef object, String subject, long reach, boolean missing, Call<T> call)
            throws InterruptedException {
        asked = time.millis();
        for (int turn = 1; ; turn++) {
            long place = pace.enter(PATIENCE);
            if (place == 0) return outage();
            if (!breaker.tryAcquirePermission()) {
                pace.leave(place, false);
                return outage();
            }
            boolean slowDown = false;
            boolean judged = false;
            try {
                Outcome<T> outcome = call.run();
                slowDown = outcome instanceof Outcome.Failed<?>(Failure.Throttled failure);
                if (!slowDown) {
                    boolean none = missing && outcome instanceof Outcome.Failed<?>(Failure.Forbidden failure);
                    Verdict verdict = none ? Verdict.OBJECT : verdict(object, subject, reach, outcome);
                    breaker.onResult(0, TimeUnit.NANOSECONDS, verdict);
                    judged = true;
                    return verdict == Verdict.STORE ? outage() : outcome;
                }
                inTrouble("it asks for fewer requests: " + words(outcome));
            } finally {
                pace.leave(place, slowDown);
                // Neither an interrupt nor a wish for less says whether the store is down, but a probe's place must be
                // free again.
                if (!judged) breaker.releasePermission();
            }
            if (turn == TURNS) return outage();
            pause.of(Pace.pause(turn));
        }
    }

    /** Counts how the reading of an opened body ended. */
    <T> Outcome<T> body(ObjectRef object, String subject, long length, Outcome<T> outcome) throws InterruptedException {
        if (verdict(object, subject, Evidence.body(length), outcome) != Verdict.STORE) return outcome;
        breaker.onResult(0, TimeUnit.NANOSECONDS, Verdict.STORE);
        return outage();
    }

    private <T> Verdict verdict(ObjectRef object, String subject, long reach, Outcome<T> outcome)
            throws InterruptedException {
        return switch (outcome) {
            case Outcome.Done<T> done -> {
                if (reach > Evidence.OPENED) {
                    serve(new Served(object, reach, time.millis()));
                    fruitless.set(0);
                }
                yield answered(subject, reach);
            }
            case Outcome.Failed<T>(Failure.Unavailable failure) -> unanswered(object, subject, reach, failure);
            case Outcome.Failed<T>(Failure.Throttled failure) -> {
                inTrouble(failure.message());
                yield Verdict.STORE;
            }
            case Outcome.Failed<T>(Failure.Untrusted failure) -> {
                inTrouble(failure.message());
                yield Verdict.STORE;
            }
            case Outcome.Failed<T>(Failure.Forbidden failure) -> forbidden(subject, reach, failure);
            case Outcome.Failed<T>(Failure.Stopping failure) -> Verdict.OBJECT; // ours: it says nothing of the store
            case Outcome.Failed<T>(Failure failure) -> answered(subject, Evidence.HEADERS);
        };
    }

    private Verdict answered(String subject, long reach) {
        worked = true;
        evidence.fine(subject, reach, time.millis());
        return Verdict.OBJECT;
    }

    private Verdict unanswered(ObjectRef object, String subject, long reach, Failure failure)
            throws InterruptedException {
        Verdict verdict = evidence.failed(subject, reach, time.millis());
        if (verdict == Verdict.UNKNOWN) {
            // What is written is ours: that nobody takes it says nothing of the image.
            verdict = direction == Direction.READ && serves(object, reach) ? Verdict.OBJECT : Verdict.STORE;
        }
        if (verdict == Verdict.STORE) {
            inTrouble(failure.message());
            if (reach > Evidence.OPENED && fruitless.incrementAndGet() >= FRUITLESS) {
                fruitless.set(0);
                if (breaker.getState() == CircuitBreaker.State.CLOSED) breaker.transitionToOpenState();
            }
        }
        return verdict;
    }

    /**
     * Whether it is this object alone that we may not have, or whether nothing is to be had any more, as where credentials
     * are changed.
     */
    private Verdict forbidden(String subject, long reach, Failure failure) throws InterruptedException {
        Verdict verdict = switch (direction) {
            case READ -> served.isPresent() ? readable(served.get()) : unknown();
            case WRITE -> worked ? writable(subject, reach) : unknown();
        };
        if (verdict == Verdict.STORE) inTrouble(failure.message());
        return verdict;
    }

    /** Nobody was ever let in: it may be meant so, or we came in the midst of it. */
    private Verdict unknown() {
        long now = time.millis();
        denied.compareAndSet(-1, now);
        return now - denied.get() < GRACE.toMillis() ? Verdict.STORE : Verdict.OBJECT;
    }

    /** What was served before says so; the votes of others do not, for many may be forbidden. */
    private Verdict readable(Served known) throws InterruptedException {
        Outcome<?> answer = store.describe(known.object());
        boolean forbidden = answer instanceof Outcome.Failed<?>(Failure.Forbidden failure);
        return forbidden || !answers(answer) ? Verdict.STORE : Verdict.OBJECT;
    }

    private Verdict writable(String subject, long reach) {
        long now = time.millis();
        Verdict verdict = evidence.failed(subject, reach, now);
        if (verdict != Verdict.UNKNOWN) return verdict;
        return evidence.failingFor(subject, now) < GRACE.toMillis() ? Verdict.STORE : Verdict.OBJECT;
    }

    /**
     * Asks for what was served before, or else for the bucket: a call whose answer says nothing of the object in trouble.
     * Of no object that was served itself: then it is not its nature to fail.
     */
    private boolean serves(ObjectRef object, long reach) throws InterruptedException {
        if (served.isEmpty()) return answers(store.bucketExists(bucket));
        ObjectRef known = served.get().object();
        if (known.equals(object)) return false;
        if (reach == Evidence.HEADERS) return answers(store.describe(known));
        Outcome<OpenObject> outcome = store.open(known);
        if (!(outcome instanceof Outcome.Done<OpenObject>(OpenObject open))) return answers(outcome);
        try (open) {
            return reach == Evidence.OPENED || answers(open.skim());
        }
    }

    /** Of what was served lately the largest: where it still comes, smaller ones do. */
    private void serve(Served next) {
        if (direction == Direction.WRITE) return;
        boolean better = served.isEmpty()
                || next.reach() >= served.get().reach()
                || next.when() - served.get().when() > LATELY.toMillis();
        if (better) served = Optional.of(next);
    }

    private static boolean answers(Outcome<?> outcome) {
        return !(outcome instanceof Outcome.Failed<?>(Failure.Transient failure));
    }

    private void inTrouble(String why) {
        trouble = why;
        troubled = time.millis();
    }

    private static String words(Outcome<?> outcome) {
        return outcome instanceof Outcome.Failed<?>(Failure failure) ? failure.message() : "";
    }

    private <T> Outcome<T> outage() {
        return Outcome.failed(new Failure.StoreOutage(name, trouble));
    }

    /** Whether it is held to be down and somebody has wanted it lately; stays true until probes have succeeded. */
    boolean down() {
        return breaker.getState() != CircuitBreaker.State.CLOSED && time.millis() - asked < NEWS.toMillis();
    }

    /** What is wrong, for people; empty where nothing was lately. */
    Optional<String> trouble() {
        if (down()) return Optional.of("%s: down (%s)".formatted(name, trouble));
        return time.millis() - troubled < NEWS.toMillis()
                ? Optional.of("%s: in trouble (%s)".formatted(name, trouble))
                : Optional.empty();
    }
}
