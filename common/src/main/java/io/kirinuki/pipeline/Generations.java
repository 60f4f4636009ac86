package io.kirinuki.pipeline;

import io.kirinuki.batch.Heartbeat;
import io.kirinuki.schema.ImageSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The models that images find: one unchanging set after the other. An image leases the newest set for its whole journey,
 * so that its plan, its fingerprint and all its masks are of the same models, whatever is published meanwhile.
 *
 * <p>Threads: any may lease; one publishes, and waits before the next that the set it replaced is unused. So there are
 * never more than two.
 */
final class Generations implements AutoCloseable {
    private Generation newest;
    /** Trials whose versions may run on for a while, or for ever. */
    private List<Trial> ended = List.of();

    private boolean closed;

    Generations(Map<String, ServedModel> served) {
        this.newest = new Generation(served, Optional.empty());
    }

    /** A set of models by name, and how many images use it; that number is guarded by the outer lock. */
    static final class Generation {
        private final Map<String, ServedModel> served;
        private final Optional<Trial> trial;
        private final Map<String, ServedModel> onTrial;
        private int images;

        private Generation(Map<String, ServedModel> served, Optional<Trial> trial) {
            this.served = Map.copyOf(served);
            this.trial = trial;
            this.onTrial = trial.map(Trial::tried)
                    .map(tried -> with(this.served, tried))
                    .orElse(this.served);
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

        /** The trial that the image takes part in; empty where it does not, or there is none. */
        Optional<Trial> trialOf(ImageSource source) {
            return generation.trial.isEmpty() ? generation.trial : generation.trial.filter(one -> one.takes(source));
        }

        /** The models with the version on trial among them. */
        Map<String, ServedModel> onTrial() {
            return generation.onTrial;
        }

        /** A second one of the same models, for whoever uses them longer than the image does. */
        Lease again() {
            return leaseAgain(generation);
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

    private synchronized Lease leaseAgain(Generation generation) {
        generation.images++;
        return new Lease(generation);
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
        return publish(with(newest.served, model), newest.trial);
    }

    /** Has images that begin from now on take part in the trial; likewise. */
    synchronized Optional<Generation> begin(Trial trial) {
        return publish(newest.served, Optional.of(trial));
    }

    /** Leaves the version on trial to whoever ends the trial; likewise. */
    synchronized Optional<Generation> endTrial() {
        ended = Stream.concat(
                        ended.stream().filter(before -> lives(before).findAny().isPresent()), newest.trial.stream())
                .toList();
        return publish(newest.served, Optional.empty());
    }

    /** Puts the version on trial in its namesake's place; likewise. */
    synchronized Optional<Generation> promote(Trial trial) {
        return publish(with(newest.served, trial.tried()), Optional.empty());
    }

    synchronized Optional<Trial> trial() {
        return newest.trial;
    }

    /** Of the newest set, the version on trial among them, and of those that were on trial until they are closed. */
    synchronized List<Heartbeat> heartbeats() {
        Stream<Heartbeat> now = Stream.concat(newest.served.values().stream(), newest.trial.map(Trial::tried).stream())
                .flatMap(model -> model.batcher().heartbeats().stream());
        return Stream.concat(now, ended.stream().flatMap(Generations::lives)).toList();
    }

    private static Stream<Heartbeat> lives(Trial trial) {
        return trial.tried().batcher().heartbeats().stream()
                .filter(heart -> heart.ended().isEmpty());
    }

    private Optional<Generation> publish(Map<String, ServedModel> served, Optional<Trial> trial) {
        if (closed) return Optional.empty();
        Generation before = newest;
        newest = new Generation(served, trial);
        return Optional.of(before);
    }

    private static Map<String, ServedModel> with(Map<String, ServedModel> served, ServedModel model) {
        Map<String, ServedModel> next = new HashMap<>(served);
        next.put(model.name(), model);
        return next;
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
        newest.trial.ifPresent(trial -> trial.closeTried(() -> {}));
    }
}
