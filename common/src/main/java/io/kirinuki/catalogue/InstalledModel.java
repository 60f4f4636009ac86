package io.kirinuki.catalogue;

import io.kirinuki.model.ModelException;
import io.kirinuki.model.ModelFolders;
import io.kirinuki.model.ModelManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A folder {@code name/version} with a {@code model.yaml}, usable or not.
 *
 * @param name of the folder
 * @param version of the folder
 */
public record InstalledModel(String name, String version, Path folder) {
    /** All of a models directory, by name, the newest version last; none if there is no directory. */
    public static List<InstalledModel> in(Path directory) throws CatalogueException {
        if (!Files.isDirectory(directory)) return List.of();
        try {
            return ModelFolders.look(directory).values().stream()
                    .flatMap(versions -> versions.reversed().stream())
                    .map(folder -> new InstalledModel(folder.name(), folder.version(), folder.path()))
                    .toList();
        } catch (ModelException e) {
            throw new CatalogueException(e.getMessage(), e);
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
