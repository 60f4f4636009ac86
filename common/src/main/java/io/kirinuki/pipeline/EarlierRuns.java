package io.kirinuki.pipeline;

import io.kirinuki.image.ByteSize;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ImageSource;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.store.ObjectStore.Description;
import io.kirinuki.store.ObjectStore.OpenObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What earlier runs of the same work left: their sidecars. Where one is, its artifacts were complete, and whether they
 * still are is not looked at: who deletes them deletes the sidecar too, or forces.
 */
record EarlierRuns(Sources sources) {
    private static final Logger LOG = LoggerFactory.getLogger(EarlierRuns.class);
    /** Ours hold a few KiB. */
    static final ByteSize LARGEST = ByteSize.mebibytes(1);

    /** A sidecar, and the object it was read from. */
    record Found(Sidecar sidecar, ObjectRef object) {}

    /** As they are now, their bodies unread; empty where one is refused, which reading it then explains. */
    Optional<List<Description>> describe(List<Wanted> objects) throws FailedException, InterruptedException {
        List<Description> all = new ArrayList<>();
        for (Wanted wanted : objects) {
            Optional<Description> now = sources.describe(wanted.object());
            if (now.isEmpty()) return Optional.empty();
            all.add(now.get());
        }
        return Optional.of(all);
    }

    /** What is to be answered again; empty where the work is yet to be done, or what tells of it is of no use. */
    Optional<Product> product(
            ArtifactFolder folder, ImageSource source, SourceVersion version, String title, String fingerprint)
            throws FailedException, InterruptedException {
        Optional<Found> found = find(sources.store(), folder);
        if (found.isEmpty()) return Optional.empty();
        Sidecar sidecar = found.get().sidecar();
        boolean ours = sidecar.fingerprint().equals(fingerprint)
                && sidecar.pipeline().equals(title)
                && isOf(sidecar, source, version)
                && sidecar.artifacts().stream().allMatch(one -> folder.holds(one.bucket(), one.key()));
        if (!ours) {
            LOG.warn(
                    "{} tells of other work; the work is done and it is replaced",
                    found.get().object());
            return Optional.empty();
        }
        return Optional.of(new Product(
                sidecar.source(),
                fingerprint,
                sidecar.artifacts(),
                found.get().object(),
                sidecar.measures(),
                sidecar.uses(),
                ImageResult.Timings.NONE,
                ImageResult.Cost.NONE,
                sidecar.alpha(),
                true));
    }

    private static boolean isOf(Sidecar sidecar, ImageSource source, SourceVersion version) {
        ImageResult.Source told = sidecar.source();
        return told.bucket().equals(source.bucket())
                && told.key().equals(source.key())
                && told.url().equals(source.shownUrl())
                && version.is(told, sidecar.version());
    }

    /** The folder's sidecar; empty where there is none that can be read. */
    static Optional<Found> find(ObjectStore store, ArtifactFolder folder) throws FailedException, InterruptedException {
        ObjectRef key = folder.file(Sidecar.NAME);
        Outcome<OpenObject> outcome = store.find(key);
        // Who may not list a bucket is told Forbidden of what is missing, and a worker may have no right to read at
        // all.
        if (refused(outcome)) return Optional.empty();
        try (OpenObject open = outcome.orThrow()) {
            if (open.size().bytes() > LARGEST.bytes()) {
                LOG.warn("{} holds {} and is no sidecar; the work is done and it is replaced", key, open.size());
                return Optional.empty();
            }
            ObjectRef object = new ObjectRef(key.bucket(), key.key(), open.versionId());
            return Optional.of(new Found(Sidecar.read(open.read().orThrow()), object));
        } catch (Sidecar.UnreadableException e) {
            LOG.warn("{} {}; the work is done and it is replaced", key, e.getMessage());
            return Optional.empty();
        }
    }

    private static boolean refused(Outcome<?> outcome) {
        return outcome instanceof Outcome.Failed<?>(Failure.Permanent refusal);
    }
}
