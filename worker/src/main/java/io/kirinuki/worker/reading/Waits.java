package io.kirinuki.worker.reading;

import io.kirinuki.pipeline.Occupancy;
import io.kirinuki.pipeline.Stage;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the lanes' time went, by samples: what lies between two looks is counted as the later one finds it. All lanes
 * together are one second a second; of those that rest, the reason is where the images in flight are, for where they pile
 * up is what is slow. Where no image could begin, each stage has its part of the images.
 *
 * <p>Threads: one looks, any reads.
 */
final class Waits {
    private static final Stage[] STAGES = {Stage.FETCH, Stage.DECODE, Stage.RENDER, Stage.STORE};

    private final Map<Share, Double> seconds = new EnumMap<>(Share.class);

    /** @param busy of the {@code lanes}, those that run; a model's old lanes may run beside its new ones */
    synchronized void look(double elapsed, int lanes, int busy, Occupancy images, Owed owed) {
        double idle = lanes == 0 ? 1 : 1 - Math.min(1, (double) busy / lanes);
        add(Share.BUSY, elapsed * (1 - idle));
        Optional<Share> one = outside(images, owed);
        if (one.isPresent()) {
            add(one.get(), elapsed * idle);
            return;
        }
        int all = 0;
        for (Stage stage : STAGES) all += images.in(stage);
        if (all == 0) add(Share.BATCH, elapsed * idle);
        else for (Stage stage : STAGES) add(Share.valueOf(stage.name()), elapsed * idle * images.in(stage) / all);
    }

    /** What is waited for outside of the engine; empty where the engine is full. */
    private static Optional<Share> outside(Occupancy images, Owed owed) {
        if (images.full()) return Optional.empty();
        if (owed.total() == 0 && images.inFlight() == 0) return Optional.of(Share.NOTHING);
        if (images.keptBack() > 0) return Optional.of(Share.QUOTA);
        boolean mostRest = owed.resting() > 0 && owed.resting() >= images.inFlight();
        return Optional.of(mostRest ? Share.RETRY : Share.REQUESTS);
    }

    private void add(Share share, double more) {
        seconds.merge(share, more, Double::sum);
    }

    /** Seconds since the start, by what they went to; each is there. */
    synchronized Map<Share, Double> seconds() {
        Map<Share, Double> all = new EnumMap<>(Share.class);
        for (Share share : Share.values()) all.put(share, seconds.getOrDefault(share, 0.0));
        return all;
    }
}
