package io.kirinuki.worker.ledger;

import io.kirinuki.batch.Tenant;
import io.kirinuki.schema.Position;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ObjIntConsumer;

/**
 * The requests of one task by tenant: so many of each are begun and not answered, and the rest wait. A partition has one
 * order, and whoever stands in it behind a hundred thousand of another is not even seen until those are read over. Of
 * those that wait the ledger holds the record, and this the position.
 *
 * <p>Owned by the task's stream thread.
 */
final class Waiters {
    private record Late(Instant when, Position position) {}

    private static final class Party {
        private int begun;
        private final SequencedSet<Position> waiting = new LinkedHashSet<>();
    }

    private final int most;
    private final ObjIntConsumer<Tenant> counts;
    /** Of all that are in the ledger. */
    private final Map<Position, Tenant> tenants = new HashMap<>();

    private final Map<Tenant, Party> parties = new HashMap<>();
    private final Set<Position> begun = new HashSet<>();
    /** Of those that wait, whoever has a deadline. */
    private final Map<Position, Late> deadlines = new HashMap<>();

    private final NavigableSet<Late> late =
            new TreeSet<>(Comparator.comparing(Late::when).thenComparing(Late::position));

    /**
     * @param most of a tenant that are begun and not answered
     * @param counts is told of every tenant how many come and go
     */
    Waiters(int most, ObjIntConsumer<Tenant> counts) {
        this.most = most;
        this.counts = counts;
    }

    /** It is in the ledger. */
    void enter(Position position, Tenant tenant) {
        tenants.put(position, tenant);
        counts.accept(tenant, 1);
    }

    Tenant tenant(Position position) {
        return tenants.getOrDefault(position, Tenant.NONE);
    }

    /** Whether it may begin now, which it then has, until it {@link #left}; else it waits until {@link #left} names it. */
    boolean mayBegin(Position position) {
        if (begun.contains(position)) return true; // another attempt
        Party party = parties.computeIfAbsent(tenant(position), it -> new Party());
        if (party.begun >= most) {
            party.waiting.add(position);
            return false;
        }
        begins(position, party);
        return true;
    }

    private void begins(Position position, Party party) {
        party.begun++;
        begun.add(position);
        Late deadline = deadlines.remove(position);
        if (deadline != null) late.remove(deadline);
    }

    /** One that waits, and that nobody wants any more after this; it then begins out of turn, for that costs nothing. */
    void expires(Position position, Instant when) {
        Late deadline = new Late(when, position);
        deadlines.put(position, deadline);
        late.add(deadline);
    }

    /** Those that wait and have a deadline. */
    int expiring() {
        return late.size();
    }

    /** One that waits and has expired; it has begun then. Null where there is none. */
    Position nextExpired(Instant now) {
        if (late.isEmpty() || !late.first().when().isBefore(now)) return null;
        Position position = late.first().position();
        Party party = parties.get(tenant(position));
        party.waiting.remove(position);
        begins(position, party);
        return position;
    }

    /** It is answered; gives the one that begins in its place. */
    Optional<Position> left(Position position) {
        Tenant tenant = tenant(position);
        tenants.remove(position);
        counts.accept(tenant, -1);
        if (!begun.remove(position)) return Optional.empty();
        Party party = parties.get(tenant);
        party.begun--;
        if (party.begun >= most || party.waiting.isEmpty()) {
            if (party.begun == 0) parties.remove(tenant);
            return Optional.empty();
        }
        Position next = party.waiting.removeFirst();
        begins(next, party);
        return Optional.of(next);
    }

    void close() {
        tenants.values().forEach(tenant -> counts.accept(tenant, -1));
        tenants.clear();
    }
}
