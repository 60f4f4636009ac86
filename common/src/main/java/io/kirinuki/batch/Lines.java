package io.kirinuki.batch;

import java.util.function.Predicate;

/**
 * Two lines for one counter: live is served first, backfill takes what is left, and where both wait at least a share of
 * all turns. Each line is served in the order of arrival or, where {@link Shares} say so, by turns of tenants.
 *
 * <p>Guarded by its user; {@link WaitingLines} guards itself.
 */
public final class Lines<T> {
    /** Of the turns that both wait for, unless something else is configured. */
    public static final double USUAL_BACKFILL_SHARE = 0.2;

    private final Line<T> live;
    private final Line<T> backfill;
    private final Turns turns;

    public Lines(Shares shares) {
        this.turns = new Turns(shares.backfill());
        this.live = line(shares);
        this.backfill = line(shares);
    }

    private static <T> Line<T> line(Shares shares) {
        return shares.tenants().isPresent() ? new FairLine<>(shares.tenants().get()) : new Line.Arrivals<>();
    }

    public void add(Asker asker, T one) {
        line(asker.traffic()).add(asker.tenant(), one);
    }

    /** Who is next of the two that are first and may be served, still in line; null where there is none. */
    public T peek(Predicate<? super T> mayBeServed) {
        boolean fromLive = waits(live, mayBeServed);
        boolean fromBackfill = waits(backfill, mayBeServed);
        if (fromLive && fromBackfill) return line(turns.next()).peek();
        if (fromLive) return live.peek();
        return fromBackfill ? backfill.peek() : null;
    }

    /** As {@link #peek}, and takes it off its line. */
    public T poll(Predicate<? super T> mayBeServed) {
        boolean fromLive = waits(live, mayBeServed);
        boolean fromBackfill = waits(backfill, mayBeServed);
        if (fromLive && fromBackfill) {
            Traffic next = turns.next();
            turns.went(next);
            return line(next).poll();
        }
        if (fromLive) return live.poll();
        return fromBackfill ? backfill.poll() : null;
    }

    private static <T> boolean waits(Line<T> line, Predicate<? super T> mayBeServed) {
        return line.size() > 0 && mayBeServed.test(line.peek());
    }

    /** Whether it was still in line. */
    public boolean remove(T one) {
        return live.remove(one) || backfill.remove(one);
    }

    public int size() {
        return live.size() + backfill.size();
    }

    public int size(Traffic traffic) {
        return line(traffic).size();
    }

    private Line<T> line(Traffic traffic) {
        return switch (traffic) {
            case LIVE -> live;
            case BACKFILL -> backfill;
        };
    }
}
