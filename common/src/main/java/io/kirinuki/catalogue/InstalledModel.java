package io.kirinuki.catalogue;

import io.kirinuki.model.ModelException;
import io.kirinuki.model.ModelManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder {@code name/version} with a {@code model.yaml}, usable or not.
 *
 * @param name of the folder
 * @param version of the folder
 */
public record InstalledModel(String name, String version, Path folder) {
    /** All of a models directory, by name and version, but names that start with a dot; none if there is no directory. */
    public static List<InstalledModel> in(Path directory) throws CatalogueException {
        var found = new ArrayList<InstalledModel>();
        for (var name : folders(directory)) {
            for (var version : folders(name)) {
                if (!Files.exists(version.resolve("model.yaml"))) continue;
                found.add(new InstalledModel(
                        name.getFileName().toString(), version.getFileName().toString(), version));
            }
        }
        return found;
    }

    private static List<Path> folders(Path directory) throws CatalogueException {
        if (!Files.isDirectory(directory)) return List.of();
        try (Stream<Path> inside = Files.list(directory)) {
            return inside.filter(Files::isDirectory)
                    .filter(folder -> !folder.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new CatalogueException("%s cannot be read: %s".formatted(directory, e), e);
        }
    }

    /** {@code u2net 1}. */
    public String title() {
        return name + " " + version;
    }

    public ModelManifest manifest() throws ModelException {
        return ModelManifest.read(folder.resolve("model.yaml"));
    }

    /** Compares every file that the manifest names with its digest; what does not hold is told in the exception. */
    public void verify() throws CatalogueException {
        try {
            var manifest = manifest();
            verify(manifest.file(), manifest.sha256());
            if (manifest.int8().isPresent()) {
                verify(manifest.int8().get().file(), manifest.int8().get().sha256());
            }
        } catch (ModelException e) {
            throw new CatalogueException(e.getMessage(), e);
        }
    }

    private void verify(String file, String sha256) throws CatalogueException {
        var path = folder.resolve(file);
        try {
            var expected = new Digest(Digest.Algorithm.SHA256, sha256);
            var found = Digest.of(path, Digest.Algorithm.SHA256);
            if (found.equals(expected)) return;
            throw new CatalogueException(
                    "%s does not match its manifest: %s expected, %s found; delete %s and get it anew"
                            .formatted(path, expected, found, folder));
        } catch (IOException e) {
            throw new CatalogueException("%s cannot be read: %s".formatted(path, e), e);
        }
    }
}
