package io.kirinuki.batch;

import java.time.Duration;
import java.util.Optional;

/**
 * The life of one loop: its thread gives signs, anybody reads them. Allocates nothing while it is told of signs, for it
 * has to tell of loops that ran out of memory.
 */
public final class Heartbeat {
    /** A loop that has nothing to do gives a sign at least this often. */
    public static final Duration SIGN = Duration.ofSeconds(1);

    private final String loop;
    private volatile long sign = System.nanoTime();
    /** Written after the sign that it belongs to, and read before it: so a call never seems longer than it is. */
    private volatile boolean working;

    private volatile String ended;

    public Heartbeat(String loop) {
        this.loop = loop;
    }

    /** Goes round, and has nothing to do or is between two pieces of work. */
    public void rests() {
        working = false;
        sign = System.nanoTime();
    }

    /** Begins a piece of work during which it can give no sign: a native call. */
    public void works() {
        sign = System.nanoTime();
        working = true;
    }

    /** Its last sign: it does not go round any more. */
    public void ends(String why) {
        ended = why;
        rests();
    }

    public String loop() {
        return loop;
    }

    /** Since the last sign. */
    public Duration quiet() {
        return Duration.ofNanos(System.nanoTime() - sign);
    }

    /** How long the work under way has lasted; empty where there is none. */
    public Optional<Duration> working() {
        return working ? Optional.of(quiet()) : Optional.empty();
    }

    /** Why it has ended; empty while it lives. */
    public Optional<String> ended() {
        return Optional.ofNullable(ended);
    }
}
