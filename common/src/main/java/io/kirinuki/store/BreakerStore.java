package io.kirinuki.store;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.kirinuki.image.Blob;
import io.kirinuki.image.ByteSize;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ObjectRef;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A store behind a circuit breaker, so that an outage costs no image its attempts. Once nearly all of the last calls
 * went unanswered it says {@code StoreOutage} for two seconds without asking; then a few calls probe. While the outage
 * lasts, a failing call says {@code StoreOutage} too. Not found, forbidden and refused are answers of a store in health.
 *
 * <p>Nothing but calls ends an outage: somebody must go on asking. Bodies are not counted.
 */
public final class BreakerStore implements ObjectStore {
    private static final int WINDOW = 10;
    private static final float OUTAGE_PERCENT = 90;
    private static final Duration REST = Duration.ofSeconds(2);
    private static final int PROBES = 2;

    private final ObjectStore store;
    private final CircuitBreaker breaker;

    public BreakerStore(ObjectStore store) {
        // Not the wall clock: were it set back by an hour, the breaker would rest for an hour.
        this(store, () -> Instant.EPOCH.plusNanos(System.nanoTime()));
    }

    BreakerStore(ObjectStore store, InstantSource time) {
        this.store = store;
        this.breaker = CircuitBreaker.of(
                "store",
                CircuitBreakerConfig.custom()
                        .slidingWindow(WINDOW, WINDOW, SlidingWindowType.COUNT_BASED)
                        .failureRateThreshold(OUTAGE_PERCENT)
                        .waitDurationInOpenState(REST)
                        .permittedNumberOfCallsInHalfOpenState(PROBES)
                        .recordResult(BreakerStore::unanswered)
                        .clock(time.withZone(ZoneOffset.UTC))
                        .build());
    }

    private static boolean unanswered(Object outcome) {
        return outcome instanceof Outcome.Failed<?>(Failure.Unavailable failure);
    }

    /** Whether the store is held to be down; stays true until probes have succeeded. For readiness and metrics. */
    public boolean outage() {
        return breaker.getState() != CircuitBreaker.State.CLOSED;
    }

    @Override
    public Outcome<OpenObject> open(ObjectRef object) throws InterruptedException {
        return ask(() -> store.open(object)).map(Opened::new);
    }

    @Override
    public Outcome<Description> describe(ObjectRef object) throws InterruptedException {
        return ask(() -> store.describe(object));
    }

    @Override
    public Outcome<Optional<ObjectRef>> putIfAbsent(ObjectRef target, String mediaType, Blob body)
            throws InterruptedException {
        return ask(() -> store.putIfAbsent(target, mediaType, body));
    }

    @Override
    public Outcome<ObjectRef> put(ObjectRef target, String mediaType, Blob body) throws InterruptedException {
        return ask(() -> store.put(target, mediaType, body));
    }

    @Override
    public Outcome<Boolean> bucketExists(String bucket) throws InterruptedException {
        return ask(() -> store.bucketExists(bucket));
    }

    @Override
    public Outcome<Page> list(String bucket, String prefix, Optional<String> after) throws InterruptedException {
        return ask(() -> store.list(bucket, prefix, after));
    }

    private <T> Outcome<T> ask(Call<T> call) throws InterruptedException {
        if (!breaker.tryAcquirePermission()) return Outcome.failed(new Failure.StoreOutage());
        Optional<Outcome<T>> outcome = Optional.empty();
        try {
            outcome = Optional.of(call.run());
        } finally {
            // An interrupt says nothing about the store, but a probe's place must be free again.
            if (outcome.isEmpty()) breaker.releasePermission();
        }
        breaker.onResult(0, TimeUnit.NANOSECONDS, outcome.get());
        return excused(outcome.get());
    }

    private <T> Outcome<T> excused(Outcome<T> outcome) {
        return unanswered(outcome) && outage() ? Outcome.failed(new Failure.StoreOutage()) : outcome;
    }

    @Override
    public void close() {
        store.close();
    }

    @FunctionalInterface
    private interface Call<T> {
        Outcome<T> run() throws InterruptedException;
    }

    /** An object whose body may break off because the store has just gone down. */
    private final class Opened implements OpenObject {
        private final OpenObject object;

        Opened(OpenObject object) {
            this.object = object;
        }

        @Override
        public ByteSize size() {
            return object.size();
        }

        @Override
        public String etag() {
            return object.etag();
        }

        @Override
        public Optional<String> versionId() {
            return object.versionId();
        }

        @Override
        public Outcome<byte[]> read() throws InterruptedException {
            return excused(object.read());
        }

        @Override
        public void close() {
            object.close();
        }
    }
}
