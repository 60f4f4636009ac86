package io.kirinuki.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What the objects of one bucket met lately, by which the blame for a failure is given. An object is to blame for what
 * others do not meet: among the others, those count that failed within {@link #MEMORY}, and those that got through
 * since the object in question first failed, at something as hard: of a body that breaks off, only bodies of at least
 * half its length say anything. Each of them has one vote, so that one which is asked for again and again counts no
 * more than one which got through at once.
 *
 * <p>Threads: any. Memory: {@link #MOST_WITNESSES} by name with {@link #MOST_CALLS} calls, and {@link #MOST_STREAKS} by
 * name.
 */
final class Evidence {
    /** Who is to blame for a failure. */
    enum Verdict {
        STORE,
        OBJECT,
        /** Nobody else has been asked for. */
        UNKNOWN
    }

    /** Reaches of calls without a body; that of a body is {@link #body}. */
    static final long HEADERS = 0;

    static final long OPENED = 1;

    private static final Duration MEMORY = Duration.ofMinutes(2);
    /** Where so many of the votes speak of trouble, the store is in trouble. */
    private static final double TROUBLE = 0.2;

    private static final int MOST_WITNESSES = 256;
    private static final int MOST_CALLS = 8;
    private static final int MOST_STREAKS = 4_096;

    /**
     * @param turn counts calls, for many end in one millisecond
     * @param when in milliseconds, as all times here
     */
    private record Call(boolean fine, long reach, long turn, long when) {}

    /** An object that has been failing. */
    private record Streak(long since, long turn, long reach) {}

    private final SequencedMap<String, ArrayDeque<Call>> witnesses = bounded(MOST_WITNESSES);
    private final SequencedMap<String, Streak> streaks = bounded(MOST_STREAKS);
    private long turns;

    static long body(long length) {
        return OPENED + 1 + length;
    }

    synchronized void fine(String object, long reach, long now) {
        testify(object, new Call(true, reach, ++turns, now));
        Streak streak = streaks.get(object);
        if (streak != null && reach >= streak.reach()) streaks.remove(object);
    }

    synchronized Verdict failed(String object, long reach, long now) {
        testify(object, new Call(false, reach, ++turns, now));
        Streak before = streaks.get(object);
        Streak streak = before == null
                ? new Streak(now, turns, reach)
                : new Streak(before.since(), before.turn(), Math.max(reach, before.reach()));
        streaks.put(object, streak);
        return verdict(object, reach, streak.turn(), now);
    }

    /** For how long the object has been failing, in milliseconds. */
    synchronized long failingFor(String object, long now) {
        Streak streak = streaks.get(object);
        return streak == null ? 0 : now - streak.since();
    }

    private void testify(String object, Call call) {
        ArrayDeque<Call> calls = witnesses.computeIfAbsent(object, name -> new ArrayDeque<>(MOST_CALLS));
        if (calls.size() == MOST_CALLS) calls.removeFirst();
        calls.addLast(call);
    }

    private Verdict verdict(String object, long reach, long turn, long now) {
        long hard = reach <= OPENED ? reach : reach / 2;
        double troubled = 0;
        int votes = 0;
        for (Map.Entry<String, ArrayDeque<Call>> witness : witnesses.entrySet()) {
            if (witness.getKey().equals(object)) continue;
            int bad = 0;
            int good = 0;
            for (Call call : witness.getValue()) {
                if (!call.fine()) bad += call.when() > now - MEMORY.toMillis() ? 1 : 0;
                else good += call.turn() > turn && call.reach() >= hard ? 1 : 0;
            }
            if (bad + good == 0) continue;
            troubled += (double) bad / (bad + good);
            votes++;
        }
        if (votes == 0) return Verdict.UNKNOWN;
        return troubled / votes >= TROUBLE ? Verdict.STORE : Verdict.OBJECT;
    }

    /** In the order of use: who has not been asked for the longest goes first. */
    private static <V> SequencedMap<String, V> bounded(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > most;
            }
        };
    }
}
