package io.kirinuki.batch;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A line in which tenants take turns by weight, and each tenant's own are served in the order of arrival. Whoever comes
 * after a pause waits for one turn of each other of its weight at most, however many of those wait, and saves up nothing
 * meanwhile; nor does it keep back whoever waits already, however many such come.
 *
 * <p>The turns are those of start-time fair queueing (Goyal, Vin and Cheng, 1996): each tenant has a start tag, the least
 * is served, which is then the line's time, and the tenant's tag grows by one over its weight. Two who always wait differ
 * by one turn of each at most. The paper gives tags to packets as they arrive; here the first of each tenant has one, so
 * that a tenant may be held back and comes back without what it missed.
 *
 * <p>The paper has who comes begin at the line's time, which stands still as long as ever new ones come, and whoever had
 * a turn waits behind all of them. So they begin at the time of weighted fair queueing (Demers, Keshav and Shenker, 1989;
 * Parekh and Gallager, 1993), where all are served at once: with each turn it grows by one over the weights of those that
 * share it, with the one that might come, and is never behind the line's.
 *
 * <p>Memory: the tenants that wait, and those that had their turn within the last round. A turn costs the logarithm of
 * their number.
 */
public final class FairLine<T> implements Line<T> {
    private static final class Party<T> {
        private final Tenant tenant;
        private final int weight;
        private final Deque<T> waiting = new ArrayDeque<>();
        private double tag;
        private long order;
        private boolean held;

        private Party(Tenant tenant, int weight) {
            this.tenant = tenant;
            this.weight = weight;
        }
    }

    private final Weights weights;
    private final Map<Tenant, Party<T>> parties = new HashMap<>();
    /** Who may be served; of equal tags whoever was served longest ago. */
    private final NavigableSet<Party<T>> turns = byTag();

    /** Who waits for nothing and is ahead of the line's time. */
    private final NavigableSet<Party<T>> ahead = byTag();

    /** Of {@link #ahead}, whoever is so of {@link #entrance} too: if all were served at once, it still would be. */
    private final NavigableSet<Party<T>> sharingStill = byTag();

    /** The tag that was served last. */
    private double time;
    /** The tag of whoever comes anew, never below {@link #time}. */
    private double entrance;
    /** Summed, of {@link #turns} and {@link #sharingStill}. */
    private long sharing;

    private long orders;
    private int size;
    private int held;

    public FairLine(Weights weights) {
        this.weights = weights;
    }

    private static <T> NavigableSet<Party<T>> byTag() {
        return new TreeSet<>(
                Comparator.<Party<T>>comparingDouble(party -> party.tag).thenComparingLong(party -> party.order));
    }

    @Override
    public void add(Tenant tenant, T one) {
        Party<T> party = parties.computeIfAbsent(tenant, it -> new Party<>(it, weights.of(it)));
        boolean waited = !party.waiting.isEmpty();
        party.waiting.add(one);
        size++;
        if (party.held) held++;
        else if (!waited) enter(party);
    }

    private void enter(Party<T> party) {
        ahead.remove(party);
        if (sharingStill.remove(party)) sharing -= party.weight;
        if (party.tag <= time) party.tag = entrance;
        takeTurns(party);
        sharing += party.weight;
    }

    private void takeTurns(Party<T> party) {
        party.order = orders++;
        turns.add(party);
    }

    /** Whose turn it is; empty where nobody may be served. */
    public Optional<Tenant> next() {
        return turns.isEmpty() ? Optional.empty() : Optional.of(turns.first().tenant);
    }

    @Override
    public T peek() {
        return turns.isEmpty() ? null : turns.first().waiting.peek();
    }

    @Override
    public T poll() {
        Party<T> party = turns.pollFirst();
        if (party == null) return null;
        T one = party.waiting.poll();
        size--;
        time = party.tag;
        entrance = Math.max(time, entrance + 1.0 / (sharing + 1));
        party.tag += 1.0 / party.weight;
        if (party.waiting.isEmpty()) rest(party);
        else takeTurns(party);
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
            if (!party.held) leave(party);
            party.held = false;
            sharing += party.weight;
            rest(party);
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
        sharing -= party.weight;
    }

    public void release(Tenant tenant) {
        Party<T> party = parties.get(tenant);
        if (party == null || !party.held) return;
        party.held = false;
        held -= party.waiting.size();
        enter(party);
    }

    private void rest(Party<T> party) {
        ahead.add(party);
        sharingStill.add(party);
    }

    /** Whoever waits for nothing and is not ahead of the line's time need not be known. */
    private void forget() {
        if (size == 0) {
            parties.clear();
            ahead.clear();
            sharingStill.clear();
            sharing = 0;
            time = 0;
            entrance = 0;
        }
        while (!sharingStill.isEmpty() && sharingStill.first().tag <= entrance) {
            sharing -= sharingStill.pollFirst().weight;
        }
        while (!ahead.isEmpty() && ahead.first().tag <= time) parties.remove(ahead.pollFirst().tenant);
    }

    /** Tenants that it knows of. */
    int known() {
        return parties.size();
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
