package io.kirinuki.batch;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * A line in which tenants take turns by weight, and each tenant's own are served in the order of arrival. Whoever comes
 * after a pause is next, however many of another wait, and saves up nothing meanwhile.
 *
 * <p>The turns are those of start-time fair queueing (Goyal, Vin and Cheng, 1996): each tenant has a start tag, the least
 * is served, which is then the line's time, and the tenant's tag grows by one over its weight; who has not waited begins
 * at the line's time. Two who always wait differ by one turn of each at most. The paper gives tags to packets as they
 * arrive; here the first of each tenant has one, so that a tenant may be held back and comes back without what it missed.
 *
 * <p>Memory: the tenants that wait, and those that had their turn within the last round. A turn costs the logarithm of
 * their number.
 */
public final class FairLine<T> implements Line<T> {
    private static final int FEW = 64;

    private static final class Party<T> {
        private final Tenant tenant;
        private final double step;
        private final Deque<T> waiting = new ArrayDeque<>();
        private double tag;
        private long order;
        private boolean held;
        private boolean inTurns;

        private Party(Tenant tenant, int weight) {
            this.tenant = tenant;
            this.step = 1.0 / weight;
        }
    }

    private final Weights weights;
    private final Map<Tenant, Party<T>> parties = new HashMap<>();
    /** Who may be served; of equal tags whoever was served longest ago. */
    private final PriorityQueue<Party<T>> turns = new PriorityQueue<>(
            Comparator.<Party<T>>comparingDouble(party -> party.tag).thenComparingLong(party -> party.order));

    private double time;
    private long orders;
    private int size;
    private int held;
    private int forgetAt = FEW;

    public FairLine(Weights weights) {
        this.weights = weights;
    }

    @Override
    public void add(Tenant tenant, T one) {
        Party<T> party = parties.computeIfAbsent(tenant, it -> new Party<>(it, weights.of(it)));
        party.waiting.add(one);
        size++;
        if (party.held) held++;
        else if (!party.inTurns) enter(party);
    }

    private void enter(Party<T> party) {
        party.tag = Math.max(party.tag, time);
        party.order = orders++;
        turns.add(party);
        party.inTurns = true;
    }

    /** Whose turn it is; empty where nobody may be served. */
    public Optional<Tenant> next() {
        return turns.isEmpty() ? Optional.empty() : Optional.of(turns.peek().tenant);
    }

    @Override
    public T peek() {
        return turns.isEmpty() ? null : turns.peek().waiting.peek();
    }

    @Override
    public T poll() {
        Party<T> party = turns.poll();
        if (party == null) return null;
        party.inTurns = false;
        T one = party.waiting.poll();
        size--;
        time = party.tag;
        party.tag += party.step;
        if (!party.waiting.isEmpty()) enter(party);
        forget();
        return one;
    }

    @Override
    public boolean remove(T one) {
        for (Party<T> party : parties.values()) if (remove(party, one)) return true;
        return false;
    }

    /** As {@link #remove(Object)}, of one whose tenant is known. */
    public boolean remove(Tenant tenant, T one) {
        Party<T> party = parties.get(tenant);
        return party != null && remove(party, one);
    }

    private boolean remove(Party<T> party, T one) {
        if (!party.waiting.remove(one)) return false;
        size--;
        if (party.held) held--;
        if (party.waiting.isEmpty()) {
            if (party.inTurns) leave(party);
            party.held = false;
            forget();
        }
        return true;
    }

    /** Passes over a tenant that waits, until it is released or none of its own waits any more. */
    public void hold(Tenant tenant) {
        Party<T> party = parties.get(tenant);
        if (party == null || party.held || party.waiting.isEmpty()) return;
        leave(party);
        party.held = true;
        held += party.waiting.size();
    }

    private void leave(Party<T> party) {
        turns.remove(party);
        party.inTurns = false;
    }

    public void release(Tenant tenant) {
        Party<T> party = parties.get(tenant);
        if (party == null || !party.held) return;
        party.held = false;
        held -= party.waiting.size();
        enter(party);
    }

    /** Whoever waits for nothing and is not ahead of the line's time need not be known. */
    private void forget() {
        if (size == 0) {
            parties.clear();
            time = 0;
            forgetAt = FEW;
        } else if (parties.size() >= forgetAt) {
            parties.values().removeIf(party -> party.waiting.isEmpty() && party.tag <= time);
            forgetAt = 2 * parties.size() + FEW;
        }
    }

    @Override
    public int size() {
        return size;
    }

    /** Of those in line, whose tenants are held back. */
    public int held() {
        return held;
    }

    /** By tenant, of those that wait. */
    public Map<Tenant, Integer> waiting() {
        Map<Tenant, Integer> waiting = new HashMap<>();
        parties.forEach((tenant, party) -> {
            if (!party.waiting.isEmpty()) waiting.put(tenant, party.waiting.size());
        });
        return waiting;
    }
}
