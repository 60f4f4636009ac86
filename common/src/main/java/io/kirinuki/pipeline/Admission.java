package io.kirinuki.pipeline;

import io.kirinuki.batch.Asker;
import io.kirinuki.batch.Heartbeat;
import io.kirinuki.batch.Traffic;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door of the engine: who comes waits in the line of its traffic until {@link Budget} has a place for one more, and then
 * travels on a thread of its own, whose end frees the place. Within a line whoever came first is first or, where there is
 * a {@link TenantDoor}, whose turn it is.
 *
 * <p>Threads: any may submit, none is held up. A line is served by one loop each, which runs until it is closed, whatever is
 * thrown: that costs one guest at most.
 *
 * <p>Each guest travels, or is stopped, or lost; none is left in line.
 */
final class Admission {
    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    private static final long BREATH_NANOS = 10_000_000;

    /** What is let in. It is told one thing, once; travelling may end with any. */
    interface Guest {
        Asker asker();

        /** Does its work, on its own thread, while it holds its place. Nothing is thrown. */
        void travel();

        /** The engine was closed before its turn. */
        void stop();

        /** A bug, or want of memory, was in its way. Needs no memory. */
        void lose();
    }

    private final Budget places;
    private final ExecutorService threads;
    private final Map<Traffic, GuestLine> lines = new EnumMap<>(Traffic.class);
    private final List<Heartbeat> hearts = new ArrayList<>();
    private volatile boolean stopped;

    /** @param threads one for each task, so that none waits for another; its own from now on */
    Admission(Budget places, ExecutorService threads) {
        this(places, threads, Optional.empty());
    }

    /** @param tenants where they take turns */
    Admission(Budget places, ExecutorService threads, Optional<TenantDoor> tenants) {
        this.places = places;
        this.threads = threads;
        for (Traffic traffic : Traffic.values()) {
            GuestLine line = tenants.map(door -> door.line(traffic)).orElseGet(GuestLine.Arrivals::new);
            lines.put(traffic, line);
            Heartbeat heart = new Heartbeat("admission of " + traffic.name().toLowerCase(Locale.ROOT));
            hearts.add(heart);
            threads.execute(() -> serve(line, heart));
        }
    }

    void submit(Guest guest) {
        GuestLine line = lines.get(guest.asker().traffic());
        line.add(guest);
        // The line may have been emptied just before we added to it; then nobody else would end this one.
        if (stopped && line.remove(guest)) guest.stop();
    }

    /** Takes one that need not be let in any more off its line, and tells it nothing; whether it was still in line. */
    boolean forget(Guest guest) {
        return lines.get(guest.asker().traffic()).remove(guest);
    }

    /** Guests in line. */
    int waiting() {
        return lines.values().stream().mapToInt(GuestLine::size).sum();
    }

    /** Of those, guests that the quotas of their tenants keep back. */
    int keptBack() {
        return lines.values().stream().mapToInt(GuestLine::keptBack).sum();
    }

    List<Heartbeat> heartbeats() {
        return hearts;
    }

    private void serve(GuestLine line, Heartbeat heart) {
        try {
            while (!stopped) serveOne(line, heart);
        } finally {
            heart.ends("closed");
        }
    }

    /** Whatever is thrown, want of memory for a thread among it, costs one guest at most. */
    private void serveOne(GuestLine line, Heartbeat heart) {
        Guest guest = null;
        try {
            guest = line.poll(Heartbeat.SIGN.toNanos());
            heart.rests();
            if (guest != null) letIn(line, guest, places.take(1, guest.asker(), heart::rests));
        } catch (InterruptedException shutdown) {
            if (guest != null) {
                guest.stop();
                leave(line, guest);
            }
        } catch (RuntimeException | Error bug) {
            if (guest != null) {
                guest.lose();
                leave(line, guest);
            }
            tell(bug);
            LockSupport.parkNanos(BREATH_NANOS);
        }
    }

    private static void leave(GuestLine line, Guest guest) {
        try {
            line.left(guest);
        } catch (RuntimeException | Error bug) {
            tell(bug); // the loop goes on
        }
    }

    private static void tell(Throwable bug) {
        try {
            LOG.error("Bug in admission", bug);
        } catch (RuntimeException | Error another) {
            // No memory to tell of want of memory.
        }
    }

    private void letIn(GuestLine line, Guest guest, Budget.Lease place) {
        try {
            threads.execute(() -> {
                try (place) {
                    guest.travel();
                } finally {
                    leave(line, guest);
                }
            });
        } catch (RejectedExecutionException closed) {
            place.close();
            guest.stop();
            leave(line, guest);
        } catch (RuntimeException | Error noThread) {
            place.close();
            throw noThread;
        }
    }

    /** Interrupts who travels, and waits until all have come to an end. */
    void close() {
        stopped = true; // before emptying the lines: see submit
        threads.shutdownNow();
        List<Guest> left = new ArrayList<>();
        lines.values().forEach(line -> left.addAll(line.drain()));
        left.forEach(Guest::stop);
        threads.close();
    }
}
