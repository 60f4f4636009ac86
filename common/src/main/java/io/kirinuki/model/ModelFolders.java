package io.kirinuki.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds models on disk: {@code directory/name/version/model.yaml}, the newest version of each name. */
public final class ModelFolders {
    private ModelFolders() {}

    /** At least one folder. Versions that are numbers sort as numbers, and after all others. */
    public static List<Path> newest(Path directory) throws ModelException {
        List<Path> newest = new ArrayList<>();
        for (Path name : folders(directory)) {
            Optional<Path> last = folders(name).stream()
                    .filter(version -> Files.exists(version.resolve("model.yaml")))
                    .max(Comparator.comparingLong(ModelFolders::number)
                            .thenComparing(version -> version.getFileName().toString()));
            last.ifPresent(newest::add);
        }
        if (newest.isEmpty()) {
            throw new ModelException(
                    "models.directory: no model in %s; a model is a folder name/version with a model.yaml"
                            .formatted(directory.toAbsolutePath()));
        }
        return newest;
    }

    private static long number(Path version) {
        String text = version.getFileName().toString();
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
    }

    private static List<Path> folders(Path directory) throws ModelException {
        try (Stream<Path> inside = Files.list(directory)) {
            return inside.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new ModelException(
                    "models.directory: %s cannot be read: %s".formatted(directory.toAbsolutePath(), e), e);
        }
    }
}
