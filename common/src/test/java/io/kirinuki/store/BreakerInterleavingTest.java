package io.kirinuki.store;

import static io.kirinuki.batch.Interleavings.started;

import io.kirinuki.batch.Interleavings;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ObjectRef;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * What is ours of the breaker: whom a store in trouble lets in, one at a time, and that each gives its place back. The states
 * are the library's, whose maps of enums the search, which makes hash codes anew, takes apart; {@link BreakerStoreTest} has them.
 */
class BreakerInterleavingTest {
    private static final ObjectRef OBJECT = ObjectRef.of("photos", "one.jpg");
    private static final Outcome<String> THERE = Outcome.done("there");
    private static final Outcome<String> SLOWER = Outcome.failed(new Failure.Throttled("object", "429"));

    /** By a clock that stands still. */
    private static Circuit circuit() {
        return new Circuit(null, "photos", Direction.WRITE, () -> Instant.EPOCH, wait -> {});
    }

    private static void ask(Circuit circuit, Circuit.Call<String> call) throws InterruptedException {
        var unused = circuit.ask(OBJECT, "one", Evidence.HEADERS, call);
    }

    @Test
    void whateverBecomesOfCallsTheNextFindsItsPlace() {
        Interleavings.of(() -> {
            Circuit circuit = circuit();
            ask(circuit, () -> SLOWER); // one at a time from now on
            Thread throttled = started(() -> ask(circuit, () -> SLOWER));
            Thread interrupted = started(() -> {
                try {
                    ask(circuit, () -> {
                        throw new InterruptedException();
                    });
                } catch (InterruptedException expected) {
                    // As an image of a revoked task is.
                }
            });
            ask(circuit, () -> THERE);
            throttled.join();
            interrupted.join();
            AtomicLong asked = new AtomicLong();
            ask(circuit, () -> {
                asked.incrementAndGet();
                return THERE;
            });
            if (asked.get() != 1) throw new AssertionError("a place is lost: the store is not asked any more");
        });
    }

    @Test
    void aPaceKeepsItsPlacesAndNobodyWaitsForEver() {
        Interleavings.of(() -> {
            Pace pace = new Pace();
            long first = pace.enter(Duration.ZERO);
            pace.leave(first, true); // one at a time from now on
            AtomicLong inside = new AtomicLong();
            // Two wait where one leaves, and are woken both.
            long held = pace.enter(Duration.ZERO);
            Thread other = started(() -> passes(pace, inside));
            Thread third = started(() -> passes(pace, inside));
            pace.leave(held, true);
            other.join();
            third.join();
            passes(pace, inside);
        });
    }

    private static void passes(Pace pace, AtomicLong inside) throws InterruptedException {
        long place = pace.enter(Duration.ofDays(1));
        if (place == 0) throw new AssertionError("no place");
        if (inside.incrementAndGet() > 1) throw new AssertionError("two at once");
        inside.decrementAndGet();
        pace.leave(place, true);
    }
}
