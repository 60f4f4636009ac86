package io.kirinuki.pipeline;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.reach.Place;
import io.kirinuki.reach.Reach;
import io.kirinuki.schema.ImageRemoval;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.store.ObjectStore.Description;
import io.kirinuki.store.ObjectStore.OpenObject;
import io.kirinuki.store.ObjectStore.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what was made of images that are gone: of every fingerprint and version, in the places that are named, and
 * nothing that workers do not make. An image that is there keeps all of it, whatever a message said of it; it is looked for
 * before each folder, for messages come late. A folder's sidecar goes first, so that none promises what is gone; what an
 * attempt that was stopped has left of it is found by its name, once it is older than any attempt can be: what is younger may be
 * of a run that has yet to write its sidecar.
 *
 * <p>Threads: any may submit. Each removal is a virtual thread; a few are at work at a time. Every future ends: after
 * {@link #close}, with {@code Stopping}.
 */
public final class Removals implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Removals.class);
    private static final int AT_A_TIME = 4;

    /** {@code pipeline-fingerprint}: what {@link ArtifactFolder} puts right below a place. */
    private static final Pattern RUN = Pattern.compile(".+-[0-9a-f]{16}", Pattern.DOTALL);
    /** A name without what would make it another image's, see {@link ArtifactFolder#beginnings}. */
    private static final Pattern VERSION = Pattern.compile("[^/@]+");

    private static final Pattern ARTIFACT = Pattern.compile("[a-z0-9][a-z0-9-]*\\.(png|jpg|webp|zip|json)");

    /**
     * What was deleted.
     *
     * @param kept why nothing more was; empty where the image is gone and all that was made of it
     * @param folders the first of them
     */
    public record Removed(Optional<String> kept, int runs, long objects, List<String> folders) {
        public Removed {
            folders = List.copyOf(folders);
        }
    }

    private final ObjectStore store;
    private final Reach reach;
    private final Duration longest;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore room = new Semaphore(AT_A_TIME, true);

    /**
     * @param store not its own
     * @param longest how long a run may be at work
     */
    public Removals(ObjectStore store, Reach reach, Duration longest) {
        this.longest = longest;
        this.store = store;
        this.reach = reach;
    }

    /** @param outputs where artifacts of such images go */
    CompletableFuture<Outcome<Removed>> submit(ObjectRef image, List<ImageRequest.Output> outputs) {
        CompletableFuture<Outcome<Removed>> end = new CompletableFuture<>();
        try {
            var unused = threads.submit(() -> end.complete(outcome(image, outputs)));
        } catch (RejectedExecutionException closed) {
            end.complete(Outcome.failed(new Failure.Stopping()));
        }
        return end;
    }

    private Outcome<Removed> outcome(ObjectRef image, List<ImageRequest.Output> outputs) {
        try {
            room.acquire();
        } catch (InterruptedException stopped) {
            return Outcome.failed(new Failure.Stopping());
        }
        try {
            return Outcome.of(() -> removed(image, outputs));
        } catch (InterruptedException stopped) {
            return Outcome.failed(new Failure.Stopping());
        } catch (RuntimeException | Error bug) {
            LOG.error("Bug while removing artifacts of {}", image, bug);
            return Outcome.failed(new Failure.Internal(bug.toString()));
        } finally {
            room.release();
        }
    }

    private Removed removed(ObjectRef image, List<ImageRequest.Output> outputs)
            throws FailedException, InterruptedException {
        Set<Place> places = new LinkedHashSet<>();
        for (ImageRequest.Output output : outputs) {
            Optional<Failure> refusal = reach.refusal(output);
            if (refusal.isPresent()) throw new FailedException(refusal.get());
            places.add(reach.output().or(output));
        }
        return new Work(ObjectRef.of(image.bucket(), image.key())).in(places);
    }

    /** What lies in a folder directly. */
    private static final class Contents {
        private final Set<String> names = new LinkedHashSet<>();
        private Instant newest = Instant.MIN;

        /** @param modified the largest where the store does not tell */
        void add(String name, Instant modified) {
            names.add(name);
            if (modified.isAfter(newest)) newest = modified;
        }
    }

    /** One removal. */
    private final class Work {
        private final ObjectRef image;
        private int runs;
        private long objects;
        private boolean recent;
        private final List<String> folders = new ArrayList<>();

        Work(ObjectRef image) {
            this.image = image;
        }

        Removed in(Set<Place> places) throws FailedException, InterruptedException {
            Optional<String> kept = kept();
            for (Place place : places) {
                if (kept.isEmpty()) kept = clear(place);
            }
            if (kept.isEmpty() && recent) kept = Optional.of(ImageRemoval.RECENT);
            return new Removed(kept, runs, objects, folders);
        }

        /** Says why it has stopped; empty where it has not. */
        private Optional<String> clear(Place place) throws FailedException, InterruptedException {
            for (String run : runs(place)) {
                for (String beginning : ArtifactFolder.beginnings(place.prefix(), run, image)) {
                    for (Map.Entry<String, Contents> folder :
                            folders(place, beginning).entrySet()) {
                        List<String> own = own(place, folder.getKey(), folder.getValue());
                        if (own.isEmpty()) continue;
                        Optional<String> kept = kept();
                        if (kept.isPresent()) return kept;
                        delete(place, folder.getKey(), own);
                    }
                }
            }
            return Optional.empty();
        }

        /** Why nothing may be deleted; empty where the store says in so many words that there is no such image. */
        private Optional<String> kept() throws FailedException, InterruptedException {
            return switch (store.describe(image)) {
                case Outcome.Done<Description> there -> Optional.of(ImageRemoval.PRESENT);
                case Outcome.Failed<Description>(Failure.NotFound gone) -> missing();
                case Outcome.Failed<Description>(Failure.Permanent unknown) -> Optional.of(ImageRemoval.UNKNOWN);
                case Outcome.Failed<Description>(Failure trouble) -> throw new FailedException(trouble);
            };
        }

        /** A bucket that is gone, or not to be read, says the same of each object; one that can be listed does not lie. */
        private Optional<String> missing() throws FailedException, InterruptedException {
            return switch (store.list(image.bucket(), image.key(), Optional.empty())) {
                case Outcome.Done<Page>(Page page) ->
                    page.keys().contains(image.key()) ? Optional.of(ImageRemoval.PRESENT) : Optional.empty();
                case Outcome.Failed<Page>(Failure.Permanent unknown) -> Optional.of(ImageRemoval.UNKNOWN);
                case Outcome.Failed<Page>(Failure trouble) -> throw new FailedException(trouble);
            };
        }

        /** What lies right below the place and can be a run's; of each a page is read at most. */
        private Set<String> runs(Place place) throws FailedException, InterruptedException {
            Set<String> found = new LinkedHashSet<>();
            Optional<String> after = Optional.empty();
            do {
                Page page = store.made(place.bucket(), place.prefix(), after).orThrow();
                after = page.next();
                for (String key : page.keys()) {
                    String below = key.substring(place.prefix().length());
                    int slash = below.indexOf('/');
                    if (slash < 0) continue;
                    String run = below.substring(0, slash);
                    if (RUN.matcher(run).matches()) found.add(run);
                    // Behind all that lies in it: 0 comes next to the slash.
                    if (key.equals(page.keys().getLast())) after = after.map(more -> place.prefix() + run + '0');
                }
            } while (after.isPresent());
            return found;
        }

        /** By the folder of one version that they lie in directly, which ends with a slash. */
        private Map<String, Contents> folders(Place place, String beginning)
                throws FailedException, InterruptedException {
            Map<String, Contents> found = new TreeMap<>();
            Optional<String> after = Optional.empty();
            do {
                Page page = store.made(place.bucket(), beginning, after).orThrow();
                for (String key : page.keys()) {
                    int slash = key.lastIndexOf('/');
                    if (slash < beginning.length()) continue;
                    if (!VERSION.matcher(key.substring(beginning.length(), slash))
                            .matches()) continue;
                    found.computeIfAbsent(key.substring(0, slash + 1), none -> new Contents())
                            .add(key.substring(slash + 1), page.modified().getOrDefault(key, Instant.MAX));
                }
                after = page.next();
            } while (after.isPresent());
            return found;
        }

        /** Names of what a run has stored there, the sidecar first. */
        private List<String> own(Place place, String folder, Contents contents)
                throws FailedException, InterruptedException {
            Set<String> names = contents.names;
            if (!names.contains(Sidecar.NAME)) {
                List<String> left = names.stream()
                        .filter(name -> ARTIFACT.matcher(name).matches())
                        .toList();
                boolean young = contents.newest.isAfter(Instant.now().minus(longest));
                recent |= young && !left.isEmpty();
                return young ? List.of() : left;
            }
            Optional<StoredRun> run = run(ObjectRef.of(place.bucket(), folder + Sidecar.NAME));
            // One that cannot be read may be of a later version, and who else's it is nobody knows.
            if (run.filter(this::isOfTheImage).isEmpty()) return List.of();
            List<String> own = new ArrayList<>(List.of(Sidecar.NAME));
            names.stream()
                    .filter(name -> run.get().artifacts().contains(folder + name))
                    .forEach(own::add);
            return own;
        }

        private boolean isOfTheImage(StoredRun run) {
            return run.source().url().isEmpty()
                    && run.source().bucket().equals(image.bucket())
                    && run.source().key().equals(image.key());
        }

        private Optional<StoredRun> run(ObjectRef sidecar) throws FailedException, InterruptedException {
            Outcome<OpenObject> found = store.find(sidecar);
            if (found instanceof Outcome.Failed<OpenObject>(Failure.NotFound gone)) return Optional.empty();
            try (OpenObject open = found.orThrow()) {
                if (open.size().bytes() > EarlierRuns.LARGEST.bytes()) return Optional.empty();
                return StoredRun.read(open.read().orThrow());
            }
        }

        private void delete(Place place, String folder, List<String> names)
                throws FailedException, InterruptedException {
            for (String name : names) {
                ObjectRef object = ObjectRef.of(place.bucket(), folder + name);
                if (!place.holds(object)) throw new IllegalStateException(object + " does not lie in " + place);
                ObjectRef unused = store.delete(object).orThrow();
                objects++;
            }
            runs++;
            if (folders.size() < ImageRemoval.NAMED) folders.add("s3://" + place.bucket() + "/" + folder);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
