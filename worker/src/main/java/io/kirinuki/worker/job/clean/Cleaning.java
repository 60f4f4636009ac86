package io.kirinuki.worker.job.clean;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.pipeline.StoredRun;
import io.kirinuki.reach.Place;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.MinioStore.Entry;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.store.ObjectStore.Description;
import io.kirinuki.worker.job.Jobs;
import io.kirinuki.worker.job.journal.JobState;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks through the artifacts of a place for those that are of no use any more, and deletes them where it is told to. Nothing
 * is written down: what is deleted is not found again, so that whoever is interrupted begins again.
 *
 * <p>Kept is whatever was written since a moment, what an answer names since then, and what a job that is not ended was
 * answered, however long ago. Where it cannot be known whether an image is gone, its artifacts stay. Owned by one thread.
 */
public final class Cleaning {
    /**
     * What is looked for.
     *
     * @param place where artifacts lie; its prefix ends with a slash or is empty
     * @param since what is as young is kept
     * @param keys images whose keys begin so; of artifacts without a sidecar nobody knows it
     */
    public record Terms(Place place, Set<Reason> reasons, Instant since, String keys) {
        public Terms {
            reasons = Set.copyOf(reasons);
        }
    }

    /** Told of each folder that is of no use; where it is deleted, after that. */
    @FunctionalInterface
    public interface Listener {
        void found(Reason reason, String folder, int objects, long bytes) throws InterruptedException;
    }

    /** The newest run of the same work on the same bytes. */
    private record Newest(Instant modified, List<StoredRun.Model> models) {}

    private record Work(String asked, String bucket, String key, String etag) {
        /** Empty where it cannot be known: of an earlier program, of a photo at an address, or one without an ETag. */
        static Optional<Work> of(StoredRun run) {
            ImageResult.Source source = run.source();
            if (source.url().isPresent() || source.etag().isEmpty()) return Optional.empty();
            return run.work().map(asked -> new Work(asked, source.bucket(), source.key(), source.etag()));
        }
    }

    private final MinioStore artifacts;
    private final ObjectStore sources;
    private final Terms terms;
    private final Named named;
    private final Map<Work, Newest> newest = new HashMap<>();
    /** Whether there is a bucket of that name. */
    private final Map<String, Boolean> buckets = new HashMap<>();

    private Cleaning(MinioStore artifacts, ObjectStore sources, Terms terms, Named named) {
        this.artifacts = artifacts;
        this.sources = sources;
        this.terms = terms;
        this.named = named;
    }

    /** Reads the results topic for what is to be kept. */
    public static Cleaning of(Jobs jobs, List<JobState> open, MinioStore artifacts, ObjectStore sources, Terms terms)
            throws InterruptedException {
        return new Cleaning(artifacts, sources, terms, Named.read(jobs, terms.since(), open));
    }

    /** Finds all, and deletes what it finds where {@code deletes}: sidecars first, so that none promises what is gone. */
    public void run(boolean deletes, Listener listener) throws FailedException, InterruptedException {
        if (terms.reasons().contains(Reason.OLD)) findNewest();
        Folders folders = new Folders(artifacts, terms.place());
        for (Optional<Folder> next = folders.next(); next.isPresent(); next = folders.next()) {
            Folder folder = next.get();
            if (isKept(folder)) continue;
            Optional<StoredRun> run = run(folder);
            Optional<Reason> reason = run.isPresent() ? reason(folder, run.get()) : reasonOfNoRun(folder);
            if (reason.isEmpty()) continue;
            // The listing is a page old, and a folder in which others lie comes in parts.
            Optional<Folder> now = Folders.at(artifacts, terms.place().bucket(), folder.path());
            if (now.isEmpty() || isKept(now.get()) || !now.get().hasTheRunOf(folder)) continue;
            Folder own = run.map(now.get()::of).orElseGet(now.get()::ofNobody);
            if (own.objects().isEmpty()) continue;
            if (deletes) delete(own);
            listener.found(reason.get(), own.path(), own.objects().size(), own.bytes());
        }
    }

    private void findNewest() throws FailedException, InterruptedException {
        Folders folders = new Folders(artifacts, terms.place());
        for (Optional<Folder> next = folders.next(); next.isPresent(); next = folders.next()) {
            Folder folder = next.get();
            Optional<StoredRun> run = folder.isOurs(terms.place().prefix()) ? run(folder) : Optional.empty();
            Optional<Work> work = run.flatMap(Work::of);
            if (work.isEmpty()) continue;
            Newest own = newest(folder, run.get());
            newest.merge(work.get(), own, (one, other) -> other.modified().isAfter(one.modified()) ? other : one);
        }
    }

    private static Newest newest(Folder folder, StoredRun run) {
        Instant made = folder.sidecar().orElseThrow().modified();
        return new Newest(made, run.models());
    }

    private boolean isKept(Folder folder) {
        return !folder.isOurs(terms.place().prefix())
                || !folder.modified().isBefore(terms.since())
                || named.holds(terms.place().bucket(), folder.path());
    }

    private Optional<Reason> reasonOfNoRun(Folder folder) {
        boolean wanted =
                terms.reasons().contains(Reason.PARTIAL) && terms.keys().isEmpty();
        // A sidecar that cannot be read may be of a later version.
        return wanted && folder.sidecar().isEmpty() ? Optional.of(Reason.PARTIAL) : Optional.empty();
    }

    private Optional<Reason> reason(Folder folder, StoredRun run) throws FailedException, InterruptedException {
        if (!run.source().key().startsWith(terms.keys())) return Optional.empty();
        boolean gone = false;
        boolean replaced = false;
        switch (now(run.source())) {
            case Now.Unknown unknown -> {}
            case Now.Gone none -> gone = true;
            case Now.There(String etag) ->
                replaced = !etag.isEmpty()
                        && !run.source().etag().isEmpty()
                        && !etag.equals(run.source().etag());
        }
        if (gone && terms.reasons().contains(Reason.GONE)) return Optional.of(Reason.GONE);
        boolean old = terms.reasons().contains(Reason.OLD) && (replaced || isSurpassed(folder, run));
        return old ? Optional.of(Reason.OLD) : Optional.empty();
    }

    /** By what its sidecar says; empty where it has none, or one that this program cannot read. */
    private Optional<StoredRun> run(Folder folder) throws FailedException, InterruptedException {
        Optional<Entry> sidecar = folder.sidecar();
        if (sidecar.isEmpty()) return Optional.empty();
        ObjectRef object = ObjectRef.of(terms.place().bucket(), sidecar.get().key());
        try (ObjectStore.OpenObject open = artifacts.open(object).orThrow()) {
            return StoredRun.read(open.read().orThrow());
        }
    }

    /** An image as its store has it by now. */
    private sealed interface Now {
        record There(String etag) implements Now {}

        /** The store says in so many words that there is no such object, in a bucket that is there. */
        record Gone() implements Now {}

        /** It is at an address, or the store does not say. */
        record Unknown() implements Now {}
    }

    private Now now(ImageResult.Source source) throws FailedException, InterruptedException {
        if (source.url().isPresent() || !isThere(source.bucket())) return new Now.Unknown();
        return switch (sources.describe(ObjectRef.of(source.bucket(), source.key()))) {
            case Outcome.Done<Description>(Description there) -> new Now.There(there.etag());
            case Outcome.Failed<Description>(Failure.NotFound gone) -> new Now.Gone();
            case Outcome.Failed<Description>(Failure.Permanent unknown) -> new Now.Unknown();
            case Outcome.Failed<Description>(Failure trouble) -> throw new FailedException(trouble);
        };
    }

    private boolean isThere(String bucket) throws InterruptedException {
        Boolean known = buckets.get(bucket);
        if (known != null) return known;
        boolean there = sources.bucketExists(bucket) instanceof Outcome.Done<Boolean>(Boolean exists) && exists;
        buckets.put(bucket, there);
        return there;
    }

    /**
     * Whether the newest run of the same work on the same bytes was by another version of a model that this one used. One
     * with other parameters is other work: who asks for two grounds wants both.
     */
    private boolean isSurpassed(Folder folder, StoredRun run) {
        Newest own = newest(folder, run);
        Newest last = Work.of(run).map(work -> newest.getOrDefault(work, own)).orElse(own);
        if (!last.modified().isAfter(folder.sidecar().orElseThrow().modified())) return false;
        Map<String, String> then = new HashMap<>();
        last.models().forEach(model -> then.put(model.name(), model.sha256()));
        return run.models().stream()
                .anyMatch(model -> then.containsKey(model.name())
                        && !then.get(model.name()).equals(model.sha256()));
    }

    private void delete(Folder own) throws FailedException, InterruptedException {
        for (Entry one : own.objects()) {
            ObjectRef unused = artifacts
                    .delete(ObjectRef.of(terms.place().bucket(), one.key()))
                    .orThrow();
        }
    }
}
