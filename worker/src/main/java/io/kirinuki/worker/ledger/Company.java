package io.kirinuki.worker.ledger;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Who may run beside whom in this process: requests that are not suspected run freely; those suspected of killing
 * workers in companies of at most {@link #FEW}, and those suspected most alone, so that the next death tells which it
 * was. While a suspect waits or runs, the others wait; nobody waits by holding up a thread.
 *
 * <p>Suspects of few deaths go before those of more: most are innocent, and are done before the one that is not strikes
 * again.
 *
 * <p>Threads: any. Those who wait are called back once they may begin, on the thread of whoever left, outside the lock.
 */
final class Company {
    static final int FEW = 8;

    /** How much room a request is given, from the widest. */
    enum Width {
        FREE,
        FEW,
        ALONE
    }

    /** Where one request stands: it waits, runs or has left. */
    static final class Place {
        private final Width asked;
        private final int deaths;
        private final long order;
        private final Runnable turn;
        private boolean atOnce;
        private boolean waits;
        private boolean runs;
        private Width counted;

        private Place(Width asked, int deaths, long order, Runnable turn) {
            this.asked = asked;
            this.deaths = deaths;
            this.order = order;
            this.turn = turn;
            this.counted = asked;
        }

        Width width() {
            return asked;
        }

        /** Whether it was admitted when it asked, so that nobody calls. */
        boolean admittedAtOnce() {
            return atOnce;
        }
    }

    private static final Comparator<Place> TURNS = Comparator.<Place, Boolean>comparing(
                    place -> place.asked == Width.FREE) // false comes first
            .thenComparingInt(place -> place.deaths)
            .thenComparingLong(place -> place.order);

    private final Map<Width, Integer> running = new EnumMap<>(Width.class);
    private final PriorityQueue<Place> waiting = new PriorityQueue<>(TURNS);
    private long orders;

    /** Gives a place; unless it is {@link Place#admittedAtOnce}, {@code turn} is called when it may. */
    synchronized Place ask(Width width, int deaths, Runnable turn) {
        Place place = new Place(width, deaths, orders++, turn);
        if (fits(width) && (waiting.isEmpty() || TURNS.compare(place, waiting.peek()) < 0)) {
            place.atOnce = true;
            enter(place);
        } else {
            place.waits = true;
            waiting.add(place);
        }
        return place;
    }

    void leave(Place place) {
        List<Place> next;
        synchronized (this) {
            if (place.waits) waiting.remove(place);
            if (place.runs) running.merge(place.counted, -1, Integer::sum);
            place.waits = false;
            place.runs = false;
            next = admit();
        }
        next.forEach(admitted -> admitted.turn.run());
    }

    /** Lets others in beside one that takes too long. */
    void loosen(Place place) {
        List<Place> next;
        synchronized (this) {
            if (!place.runs || place.counted == Width.FREE) return;
            running.merge(place.counted, -1, Integer::sum);
            place.counted = Width.FREE;
            running.merge(Width.FREE, 1, Integer::sum);
            next = admit();
        }
        next.forEach(admitted -> admitted.turn.run());
    }

    private List<Place> admit() {
        if (waiting.isEmpty()) return List.of();
        List<Place> admitted = new ArrayList<>();
        while (!waiting.isEmpty() && fits(waiting.peek().asked)) {
            Place place = waiting.poll();
            place.waits = false;
            enter(place);
            admitted.add(place);
        }
        return admitted;
    }

    private void enter(Place place) {
        place.runs = true;
        running.merge(place.asked, 1, Integer::sum);
    }

    private boolean fits(Width width) {
        int free = running.getOrDefault(Width.FREE, 0);
        int few = running.getOrDefault(Width.FEW, 0);
        int alone = running.getOrDefault(Width.ALONE, 0);
        return switch (width) {
            case FREE -> few + alone == 0;
            case FEW -> free + alone == 0 && few < FEW;
            case ALONE -> free + few + alone == 0;
        };
    }
}
