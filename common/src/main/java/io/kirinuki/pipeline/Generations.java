package io.kirinuki.pipeline;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The models that images find: one unchanging set after the other. An image leases the newest set for its whole journey,
 * so that its plan, its fingerprint and all its masks are of the same models, whatever is published meanwhile.
 *
 * <p>Threads: any may lease; one publishes, and waits before the next that the set it replaced is unused. So there are
 * never more than two.
 */
final class Generations implements AutoCloseable {
    private Generation newest;
    private boolean closed;

    Generations(Map<String, ServedModel> served) {
        this.newest = new Generation(served);
    }

    /** A set of models by name, and how many images use it; that number is guarded by the outer lock. */
    static final class Generation {
        private final Map<String, ServedModel> served;
        private int images;

        private Generation(Map<String, ServedModel> served) {
            this.served = Map.copyOf(served);
        }

        Optional<ServedModel> model(String name) {
            return Optional.ofNullable(served.get(name));
        }
    }

    /** What one image uses. Owned by its thread; closing twice gives back once. */
    final class Lease implements AutoCloseable {
        private final Generation generation;
        private boolean returned;

        private Lease(Generation generation) {
            this.generation = generation;
        }

        Map<String, ServedModel> served() {
            return generation.served;
        }

        @Override
        public void close() {
            if (returned) return;
            returned = true;
            giveBack(generation);
        }
    }

    synchronized Lease lease() {
        newest.images++;
        return new Lease(newest);
    }

    private synchronized void giveBack(Generation generation) {
        generation.images--;
        notifyAll();
    }

    synchronized Map<String, ServedModel> served() {
        return newest.served;
    }

    /** Puts the model in its namesake's place for images that begin from now on; gives the set before. None once closed. */
    synchronized Optional<Generation> publish(ServedModel model) {
        if (closed) return Optional.empty();
        Generation before = newest;
        Map<String, ServedModel> next = new HashMap<>(before.served);
        next.put(model.name(), model);
        newest = new Generation(next);
        return Optional.of(before);
    }

    /** Waits until no image uses the set, or all is being closed. */
    synchronized void awaitUnused(Generation generation) {
        try {
            while (generation.images > 0 && !closed) wait();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** Closes the models of the newest set; images that still use them end with {@code Stopping}. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) return;
            closed = true;
            notifyAll();
        }
        newest.served.values().forEach(ServedModel::close);
    }
}
