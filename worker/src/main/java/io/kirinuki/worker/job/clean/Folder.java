package io.kirinuki.worker.job.clean;

import io.kirinuki.pipeline.StoredRun;
import io.kirinuki.store.MinioStore.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The objects of one run, which lie side by side.
 *
 * @param path what their keys begin with, up to the last slash
 */
record Folder(String path, List<Entry> objects) {
    /** {@code pipeline-fingerprint/place/key@version/}: what {@code ArtifactFolder} makes, behind the prefix. */
    private static final Pattern OURS = Pattern.compile("[^/]+-[0-9a-f]{16}/[^/]+/.*@[^/]+/", Pattern.DOTALL);

    private static final Pattern ARTIFACT = Pattern.compile("[a-z0-9][a-z0-9-]*\\.(png|jpg|webp|zip|json)");

    Folder {
        objects = List.copyOf(objects);
    }

    static String of(Entry entry) {
        return entry.key().substring(0, entry.key().lastIndexOf('/') + 1);
    }

    /** Whether workers make folders of that name, where artifacts begin with this prefix. */
    boolean isOurs(String prefix) {
        return OURS.matcher(path.substring(prefix.length())).matches();
    }

    Optional<Entry> sidecar() {
        return objects.stream()
                .filter(one -> one.key().equals(path + StoredRun.SIDECAR))
                .findFirst();
    }

    /** Whether the same run lies in both, or none. */
    boolean hasTheRunOf(Folder other) {
        return sidecar().map(Entry::modified).equals(other.sidecar().map(Entry::modified));
    }

    /** When something in it was written last. */
    Instant modified() {
        return objects.stream().map(Entry::modified).max(Instant::compareTo).orElseThrow();
    }

    /** What a run has stored here, the sidecar first: nothing that somebody else has put beside it. */
    Folder of(StoredRun run) {
        List<Entry> own = new ArrayList<>(sidecar().stream().toList());
        objects.stream().filter(one -> run.artifacts().contains(one.key())).forEach(own::add);
        return new Folder(path, own);
    }

    /** What a run that was stopped may have stored here. */
    Folder ofNobody() {
        return new Folder(
                path,
                objects.stream()
                        .filter(one -> ARTIFACT.matcher(one.key().substring(path.length()))
                                .matches())
                        .toList());
    }

    long bytes() {
        return objects.stream().mapToLong(one -> one.size().bytes()).sum();
    }
}
