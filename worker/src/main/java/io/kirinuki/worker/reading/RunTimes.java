package io.kirinuki.worker.reading;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long a model's runs take by their size, and from that what the model alone could do: were all of its lanes always at
 * runs of the size that does most images a second. Any thread.
 */
public final class RunTimes {
    /** Runs of a size before it is believed: the first is often slow. */
    private static final int BELIEVED = 3;
    /** Of each new run; old ones fade, so that a device that has become slower is found out. */
    private static final double WEIGHT = 0.1;

    private static final int LARGEST = 1024;

    /** Of one model; guarded by itself. */
    private static final class Runs {
        private final Map<Integer, Double> secondsAnImage = new TreeMap<>();
        private final Map<Integer, Integer> count = new TreeMap<>();
        private long images;

        synchronized void ran(int size, double seconds) {
            images += size;
            count.merge(size, 1, (one, more) -> Math.min(BELIEVED, one + more));
            double each = seconds / size;
            secondsAnImage.merge(size, each, (before, now) -> before + WEIGHT * (now - before));
        }

        synchronized Optional<Double> best() {
            return secondsAnImage.entrySet().stream()
                    .filter(each -> count.get(each.getKey()) >= BELIEVED)
                    .map(Map.Entry::getValue)
                    .min(Double::compare);
        }

        synchronized long images() {
            return images;
        }
    }

    private final Map<String, Runs> models = new ConcurrentHashMap<>();

    public void ran(String model, int size, Duration time) {
        models.computeIfAbsent(model, name -> new Runs()).ran(Math.min(size, LARGEST), time.toNanos() / 1e9);
    }

    /** Images a second that one lane could do; empty until enough was measured. */
    Optional<Double> perLane(String model) {
        return Optional.ofNullable(models.get(model))
                .flatMap(Runs::best)
                .filter(seconds -> seconds > 0)
                .map(seconds -> 1 / seconds);
    }

    /** Images that went through each model. */
    Map<String, Long> images() {
        Map<String, Long> images = new TreeMap<>();
        models.forEach((model, runs) -> images.put(model, runs.images()));
        return images;
    }
}
