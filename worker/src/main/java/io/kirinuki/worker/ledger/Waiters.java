package io.kirinuki.worker.ledger;

import io.kirinuki.batch.Tenant;
import io.kirinuki.schema.Position;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
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
        private final Deque<Position> waiting = new ArrayDeque<>();
    }

    private final int most;
    private final ObjIntConsumer<Tenant> counts;
    /** Of all that are in the ledger. */
    private final Map<Position, Tenant> tenants = new HashMap<>();

    private final Map<Tenant, Party> parties = new HashMap<>();
    private final Set<Position> begun = new HashSet<>();
    /** Some of which may have begun meanwhile. */
    private final PriorityQueue<Late> late = new PriorityQueue<>(Comparator.comparing(Late::when));

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
    }

    /** After this nobody wants it any more; it then begins out of turn, for that costs nothing. */
    void expires(Position position, Instant when) {
        late.add(new Late(when, position));
    }

    /** One that waits and has expired; it has begun then. Null where there is none. */
    Position nextExpired(Instant now) {
        while (!late.isEmpty() && late.peek().when().isBefore(now)) {
            Position position = late.poll().position();
            Party party = parties.get(tenant(position));
            if (party == null || !party.waiting.remove(position)) continue;
            begins(position, party);
            return position;
        }
        return null;
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
        Position next = party.waiting.poll();
        begins(next, party);
        return Optional.of(next);
    }

    void close() {
        tenants.values().forEach(tenant -> counts.accept(tenant, -1));
        tenants.clear();
    }
}
