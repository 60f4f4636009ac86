package io.kirinuki.worker.reading;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * What was done in the last minute against what the models alone could have done in it. 1: they never waited, and their
 * runs were of the best size. Owned by one thread but for {@link #ratio}.
 */
final class Efficiency {
    private static final double WINDOW_SECONDS = 60;

    private record Mark(double at, Map<String, Long> images) {}

    private final Deque<Mark> marks = new ArrayDeque<>();
    private volatile double ratio;

    /** @param alone images a second by model; one that is missing counts nothing yet */
    void look(double now, Map<String, Long> images, Map<String, Double> alone) {
        marks.addLast(new Mark(now, images));
        while (marks.size() > 2 && now - marks.getFirst().at() > WINDOW_SECONDS) marks.removeFirst();
        Mark first = marks.getFirst();
        double elapsed = now - first.at();
        if (elapsed <= 0) return;
        double needed = 0;
        for (Map.Entry<String, Double> model : alone.entrySet()) {
            long done = images.getOrDefault(model.getKey(), 0L) - first.images().getOrDefault(model.getKey(), 0L);
            needed += done / model.getValue();
        }
        ratio = needed / elapsed;
    }

    double ratio() {
        return ratio;
    }
}
