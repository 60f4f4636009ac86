package io.kirinuki.catalogue;

import io.kirinuki.model.GraphPorts;
import io.kirinuki.model.ModelException;
import io.kirinuki.model.ModelManifest;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Brings a model of the catalogue into a models directory, as {@code name/version/model.onnx} and {@code model.yaml}.
 *
 * <p>All is prepared in {@code name/.pull/version}, where no worker looks, and moved to its place in one step: whoever
 * watches the directory sees a whole model or none. What had come of the file when a pull ended early lies there too,
 * and the next pull goes on from it. Several pulls of one model keep out of each other's way by a lock.
 *
 * <p>Failures are {@link CatalogueException}s; nothing is installed then.
 */
public final class Pull {
    private static final String MODEL_FILE = "model.onnx";
    private static final String MANIFEST_FILE = "model.yaml";
    /** No larger one can be loaded. */
    private static final long LARGEST = Integer.MAX_VALUE;

    private final Path directory;
    private final Patience patience;
    private final Download.Disk disk;

    public Pull(Path directory, Patience patience) {
        this(directory, patience, Download.Disk.REAL);
    }

    Pull(Path directory, Patience patience, Download.Disk disk) {
        this.directory = directory;
        this.patience = patience;
        this.disk = disk;
    }

    /** Where the model of an entry is, if it is there already. */
    public Optional<Path> installed(CatalogueEntry entry) {
        return Optional.of(target(entry)).filter(folder -> Files.exists(folder.resolve(MANIFEST_FILE)));
    }

    private Path target(CatalogueEntry entry) {
        return directory.resolve(entry.name()).resolve(entry.version());
    }

    /**
     * Downloads, checks and installs; where the model is there already, asks no network. The caller has seen to the
     * licence.
     *
     * @return the model's folder
     */
    public Path run(CatalogueEntry entry, DownloadListener listener) throws CatalogueException, InterruptedException {
        var target = target(entry);
        if (installed(entry).isPresent()) return target;
        var workshop = directory.resolve(entry.name()).resolve(".pull");
        try (var lock = PullLock.take(workshop.resolve(entry.version() + ".lock"), entry.title())) {
            if (installed(entry).isEmpty()) install(entry, workshop.resolve(entry.version()), target, listener);
            lock.clear();
        } catch (IOException e) {
            throw new CatalogueException("%s cannot be installed in %s: %s".formatted(entry.title(), directory, e), e);
        }
        return target;
    }

    private void install(CatalogueEntry entry, Path stage, Path target, DownloadListener listener)
            throws IOException, CatalogueException, InterruptedException {
        if (Files.exists(target) && !isEmpty(target)) {
            throw new CatalogueException(
                    "%s is there, but holds no model.yaml; look what it is, and delete it".formatted(target));
        }
        Files.createDirectories(stage);
        requireManifest(entry, stage.resolve(MANIFEST_FILE));
        var onnx = stage.resolve(MODEL_FILE);
        if (!Files.exists(onnx)) {
            var part = new PartFile(stage.resolve(MODEL_FILE + ".part"));
            new Download(entry.url(), entry.bytes().orElse(LARGEST), part, patience, disk, listener).run();
            requireDigest(entry, part);
            part.complete(onnx);
        }
        describe(entry, onnx, stage.resolve(MANIFEST_FILE));
        move(stage, target);
    }

    private static void requireDigest(CatalogueEntry entry, PartFile part) throws IOException, CatalogueException {
        if (entry.digest().isEmpty()) return;
        var expected = entry.digest().get();
        var found = Digest.of(part.path(), expected.algorithm());
        if (found.equals(expected)) return;
        long length = part.length();
        part.discard();
        throw new CatalogueException(
                "%s is not the file that the catalogue means: %s expected, %s found in %d bytes. It was deleted, and nothing installed"
                        .formatted(entry.url(), expected, found, length));
    }

    /** Whether an entry says all that a worker needs is found out before a gigabyte is fetched. */
    private static void requireManifest(CatalogueEntry entry, Path yaml) throws IOException, CatalogueException {
        var anything = new Digest(Digest.Algorithm.SHA256, "0".repeat(64));
        try {
            Files.writeString(yaml, ManifestText.of(entry, MODEL_FILE, anything, "input", "output"));
            ModelManifest.read(yaml);
        } catch (ModelException e) {
            throw new CatalogueException(
                    "the catalogue's entry %s has a manifest that no worker would take: %s"
                            .formatted(entry.title(), e.getMessage()),
                    e);
        } finally {
            Files.deleteIfExists(yaml);
        }
    }

    private static void describe(CatalogueEntry entry, Path onnx, Path yaml) throws IOException, CatalogueException {
        try {
            var ports = GraphPorts.read(onnx);
            var sha256 = Digest.of(onnx, Digest.Algorithm.SHA256);
            Files.writeString(
                    yaml,
                    ManifestText.of(
                            entry,
                            MODEL_FILE,
                            sha256,
                            ports.inputs().getFirst(),
                            ports.outputs().getFirst()));
        } catch (ModelException e) {
            Files.deleteIfExists(onnx);
            throw new CatalogueException(
                    "%s cannot be used: %s. It was deleted, and nothing installed"
                            .formatted(entry.url(), e.getMessage()),
                    e);
        }
    }

    private static void move(Path stage, Path target) throws IOException, CatalogueException {
        try {
            Files.move(stage, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new CatalogueException(
                    "%s cannot be moved to %s in one step; is that another file system?".formatted(stage, target), e);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.findAny().isEmpty();
        }
    }
}
