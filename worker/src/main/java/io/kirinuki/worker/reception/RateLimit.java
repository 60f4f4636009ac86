package io.kirinuki.worker.reception;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How often each owner may ask: a bucket of tokens for each, which fills at a steady rate up to what may be asked at once. Of this
 * instance alone. There are as many buckets as owners. Any thread.
 */
public final class RateLimit {
    private static final double SECOND = 1e9;

    private record Bucket(double tokens, long at) {}

    private final double rate;
    private final int burst;
    private final LongSupplier nanos;
    private final Map<Owner, Bucket> buckets = new HashMap<>();

    /** @param rate tokens in a second; 0: there is no limit */
    public RateLimit(double rate, int burst, LongSupplier nanos) {
        this.rate = rate;
        this.burst = burst;
        this.nanos = nanos;
    }

    /** Takes a token; how long to wait where there is none. */
    public synchronized Optional<Duration> take(Owner owner) {
        if (rate == 0) return Optional.empty();
        long now = nanos.getAsLong();
        Bucket before = buckets.getOrDefault(owner, new Bucket(burst, now));
        double tokens = Math.min(burst, before.tokens() + (now - before.at()) / SECOND * rate);
        boolean allowed = tokens >= 1;
        buckets.put(owner, new Bucket(allowed ? tokens - 1 : tokens, now));
        return allowed ? Optional.empty() : Optional.of(Duration.ofNanos((long) ((1 - tokens) / rate * SECOND)));
    }
}
