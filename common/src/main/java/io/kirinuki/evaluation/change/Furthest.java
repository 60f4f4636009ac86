package io.kirinuki.evaluation.change;

import io.kirinuki.evaluation.change.ChangeFigures.Apart;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The images that are furthest apart by some measure, so many of them at most. Owned by one thread. */
final class Furthest {
    private static final Comparator<Apart> FURTHEST_FIRST = Comparator.comparingDouble(Apart::by)
            .reversed()
            .thenComparing(apart -> apart.image().toString());

    private final int most;
    /** Whoever would go next comes first. */
    private final PriorityQueue<Apart> kept = new PriorityQueue<>(FURTHEST_FIRST.reversed());

    Furthest(int most) {
        this.most = most;
    }

    void add(Apart apart) {
        kept.add(apart);
        if (kept.size() > most) kept.remove();
    }

    List<Apart> inOrder() {
        return kept.stream().sorted(FURTHEST_FIRST).toList();
    }
}
