package io.kirinuki.pipeline;

import java.util.EnumMap;
import java.util.Map;

/**
 * Where the images in flight are at one moment. Those that wait for permits, for bytes or for pixels, count to no stage:
 * what they wait for is done by those that hold them.
 *
 * @param images by stage; {@link Stage#QUEUE} counts those that wait for a batch or are in one
 * @param inFlight all that have begun
 * @param full whether no other image could begin
 * @param keptBack images that could, were it not for quotas of their tenants
 */
public record Occupancy(Map<Stage, Integer> images, int inFlight, boolean full, int keptBack) {
    public Occupancy {
        images = Map.copyOf(images);
    }

    static Occupancy of(Iterable<Stopwatch> watches, int waitForBytes, int waitForPixels, boolean full, int keptBack) {
        Map<Stage, Integer> images = new EnumMap<>(Stage.class);
        int inFlight = 0;
        for (Stopwatch watch : watches) {
            images.merge(watch.stage(), 1, Integer::sum);
            inFlight++;
        }
        images.computeIfPresent(Stage.FETCH, (stage, here) -> Math.max(0, here - waitForBytes));
        images.computeIfPresent(Stage.DECODE, (stage, here) -> Math.max(0, here - waitForPixels));
        return new Occupancy(images, inFlight, full, keptBack);
    }

    /** How many are in that stage. */
    public int in(Stage stage) {
        return images.getOrDefault(stage, 0);
    }
}
