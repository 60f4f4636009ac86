package io.kirinuki.worker.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/**
 * The open connections of a server, and since when each waits for its client. One that waits too long is closed: bytes
 * that trickle in do not help it. One more than allowed has the one that waits longest closed, so that clients who open
 * many and use none cannot keep others out.
 *
 * <p>Jetty's own limits do not do this: its idle timeout begins anew with each byte, and its connection limit lets those
 * who come later wait. Any thread.
 */
final class Connections implements Connection.Listener {
    /** What a connection is at. */
    private sealed interface Phase {
        /** Its client has not sent a whole request. */
        record Waiting(long until) implements Phase {}

        /** Its request is being read, or answered: not ours to end. */
        record Working() implements Phase {}

        /** A request's body is being read. */
        record Reading(long until) implements Phase {}
    }

    private final ServerLimits limits;
    private final LongSupplier nanos;
    private final Map<EndPoint, Phase> phases = new HashMap<>();

    Connections(ServerLimits limits, LongSupplier nanos) {
        this.limits = limits;
        this.nanos = nanos;
    }

    @Override
    public void onOpened(Connection connection) {
        Optional<EndPoint> surplus;
        synchronized (this) {
            phases.put(connection.getEndPoint(), new Phase.Waiting(after(limits.patience())));
            surplus =
                    phases.size() <= limits.connections() ? Optional.empty() : longestWaiting(connection.getEndPoint());
            surplus.ifPresent(phases::remove);
        }
        surplus.ifPresent(EndPoint::close);
    }

    /** The newcomer itself where all others are being answered. */
    private Optional<EndPoint> longestWaiting(EndPoint newcomer) {
        return phases.entrySet().stream()
                .filter(each -> each.getValue() instanceof Phase.Waiting
                        && !each.getKey().equals(newcomer))
                .min(Comparator.comparingLong(each -> ((Phase.Waiting) each.getValue()).until() - nanos.getAsLong()))
                .map(Map.Entry::getKey)
                .or(() -> Optional.of(newcomer));
    }

    @Override
    public void onClosed(Connection connection) {
        synchronized (this) {
            phases.remove(connection.getEndPoint());
        }
    }

    /** Its request has come, without the body. */
    void works(EndPoint connection) {
        set(connection, new Phase.Working());
    }

    void readsBody(EndPoint connection) {
        set(connection, new Phase.Reading(after(limits.upload())));
    }

    /** Its request is answered. */
    void waits(EndPoint connection) {
        set(connection, new Phase.Waiting(after(limits.patience())));
    }

    private synchronized void set(EndPoint connection, Phase phase) {
        phases.replace(connection, phase);
    }

    private long after(Duration time) {
        return nanos.getAsLong() + time.toNanos();
    }

    /** Closes those that waited too long; to be called a few times in each patience. */
    void sweep() {
        late().forEach(EndPoint::close);
    }

    private synchronized List<EndPoint> late() {
        List<EndPoint> late = new ArrayList<>();
        long now = nanos.getAsLong();
        phases.forEach((connection, phase) -> {
            boolean tooLate = switch (phase) {
                case Phase.Waiting(long until) -> until - now <= 0;
                case Phase.Reading(long until) -> until - now <= 0;
                case Phase.Working() -> false;
            };
            if (tooLate) late.add(connection);
        });
        late.forEach(phases::remove);
        return late;
    }

    synchronized int open() {
        return phases.size();
    }
}
