package io.kirinuki.worker.page;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the worker is at, read at one moment. Fields that nobody measures are empty, and the page leaves them out.
 *
 * @param ready whether {@code /readyz} says yes
 * @param checks what it says, by name
 * @param spent seconds since the start that the accelerator was at work or waited, by what it waited for
 * @param refused folders of models that are not served, and why
 * @param fallback why models run on the CPU though a faster device was hoped for
 */
public record Machine(
        boolean ready,
        Map<String, String> checks,
        InFlight inFlight,
        List<Queue> queues,
        Map<String, Double> spent,
        Store store,
        List<Model> models,
        Map<String, String> refused,
        Optional<String> fallback) {
    public Machine {
        queues = List.copyOf(queues);
        models = List.copyOf(models);
    }

    /** What is held now, of the most that may be. */
    public record InFlight(
            int waiting, int images, int mostImages, long bytes, long mostBytes, long pixels, long mostPixels) {}

    /**
     * A partition's requests that are not answered: in the ledger, or not read yet.
     *
     * @param lane {@code live} or {@code backfill}
     * @param oldestSeconds since the oldest of them was sent
     */
    public record Queue(String lane, String topic, int partition, long owed, Optional<Double> oldestSeconds) {}

    public record Store(boolean outage, List<String> troubles) {
        public Store {
            troubles = List.copyOf(troubles);
        }
    }

    /** One that is served. */
    public record Model(String name, String version, String device, Optional<String> outage) {}
}
