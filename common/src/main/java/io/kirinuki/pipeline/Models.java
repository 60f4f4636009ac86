package io.kirinuki.pipeline;

import io.kirinuki.batch.Heartbeat;
import io.kirinuki.image.ByteSize;
import io.kirinuki.model.ModelException;
import io.kirinuki.pipeline.trial.TrialMemory;
import io.kirinuki.pipeline.trial.TrialStanding;
import io.kirinuki.pipeline.trial.TrialTerms;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of a worker, by name: loaded, warm, and each behind its own batcher. Where they come from a directory, what
 * changes in it is taken up while images are worked on; {@link ModelDirectory} says how, {@link Generations} what an
 * image sees of it.
 *
 * <p>Threads: any may ask. One of their own looks at the directory, loads, and closes what was replaced. To be closed
 * after the engine.
 */
public final class Models implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Models.class);

    private final Generations generations;
    private final Optional<ModelDirectory> directory;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("models").daemon(true).factory());

    private Models(Map<String, ServedModel> served, Optional<ModelDirectory> directory) {
        this.generations = new Generations(served);
        this.directory = directory;
    }

    /** Models that were made elsewhere. */
    public static Models of(Map<String, ServedModel> served) {
        return new Models(served, Optional.empty());
    }

    /**
     * Loads the newest version of every model in the directory, then looks every {@code refresh} for changes, or never
     * where that is zero.
     *
     * @param largest the most bytes of a folder that is loaded while images are worked on
     */
    public static Models open(
            Path directory, Duration refresh, ByteSize largest, ModelLoader loader, ModelListener listener)
            throws ModelException {
        return open(directory, refresh, largest, loader, listener, Optional.empty());
    }

    /** @param trials how new versions are tried before they are served; empty where they are served at once */
    public static Models open(
            Path directory,
            Duration refresh,
            ByteSize largest,
            ModelLoader loader,
            ModelListener listener,
            Optional<TrialTerms> trials)
            throws ModelException {
        Optional<Trials> tried = Optional.empty();
        if (trials.isPresent()) {
            TrialMemory memory = TrialMemory.open(trials.get().memory());
            tried = Optional.of(new Trials(trials.get(), memory, listener));
        }
        ModelDirectory looks = new ModelDirectory(directory, loader, largest, listener, tried);
        Models models = new Models(looks.loadAll(), Optional.of(looks));
        tried.ifPresent(each -> each.onVerdict(models::settle));
        if (tried.isPresent()) models.refresh(); // so that a trial stands before the first image
        if (!refresh.isZero()) models.looksEvery(refresh.toNanos());
        return models;
    }

    /** A trial has its verdict; on any thread. */
    private void settle() {
        try {
            thread.execute(() -> guarded(directory.orElseThrow()::settle));
        } catch (RejectedExecutionException closing) {
            // Whoever starts next finds no verdict, and tries anew.
        }
    }

    private void looksEvery(long nanos) {
        // The future would tell of what ended the looks: nothing does but close, see refresh.
        var unused = thread.scheduleWithFixedDelay(this::refresh, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    private void refresh() {
        guarded(directory.orElseThrow()::refresh);
    }

    private void guarded(Consumer<Generations> looks) {
        try {
            looks.accept(generations);
        } catch (RuntimeException | Error bug) {
            LOG.error("Bug while looking for models", bug); // thrown on, it would end all further looks
        }
    }

    /** What images that begin now find. */
    public Map<String, ServedModel> served() {
        return generations.served();
    }

    /** Folders that are not served because they do not load, by name and version, and why. */
    public SortedMap<String, String> refused() {
        return directory.map(ModelDirectory::refused).orElseGet(TreeMap::new);
    }

    /** Of those that are served, in the order of their names. */
    public List<DeviceOutage> outages() {
        return served().values().stream()
                .flatMap(model -> model.batcher().outage().map(outage -> DeviceOutage.of(model, outage)).stream())
                .sorted(Comparator.comparing(DeviceOutage::model))
                .toList();
    }

    /** The trial that images which begin now may take part in; empty where there is none. */
    public Optional<TrialStanding> trial() {
        return generations.trial().filter(trial -> trial.end().isEmpty()).map(Trial::standing);
    }

    /** Of the lanes that images which begin now find, and of a version that was on trial until it is closed. */
    List<Heartbeat> heartbeats() {
        return generations.heartbeats();
    }

    Generations.Lease lease() {
        return generations.lease();
    }

    /** Waits for a load under way; its model is not served any more. */
    @Override
    public void close() {
        generations.close();
        thread.close();
        directory.ifPresent(ModelDirectory::close);
    }
}
