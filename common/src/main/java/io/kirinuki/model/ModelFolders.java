package io.kirinuki.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Finds models on disk: a model is a folder {@code directory/name/version} with a {@code model.yaml}. Names that start
 * with a dot are passed over: copies under way have them, and the innards of mounted volumes.
 */
public final class ModelFolders {
    private static final Comparator<String> BY_AGE =
            Comparator.comparingLong(ModelFolders::number).thenComparing(Comparator.naturalOrder());

    private static final Comparator<ModelFolder> NEWEST_FIRST =
            Comparator.comparing(ModelFolder::version, BY_AGE).reversed();

    private ModelFolders() {}

    /**
     * The versions of each name, newest first; never an empty list. Versions that are numbers sort as numbers, and after
     * all others. What cannot be read for another reason than being gone fails it all: it must not be taken for gone.
     */
    public static SortedMap<String, List<ModelFolder>> look(Path directory) throws ModelException {
        SortedMap<String, List<ModelFolder>> models = new TreeMap<>();
        try {
            if (!isDirectory(directory)) throw new NoSuchFileException(directory.toString());
            for (Path name : inside(directory)) {
                if (!isDirectory(name)) continue;
                List<ModelFolder> versions = new ArrayList<>();
                for (Path version : inside(name)) {
                    if (!isDirectory(version)) continue;
                    ModelFolder folder = new ModelFolder(version, files(version));
                    if (folder.files().containsKey(ModelFolder.MANIFEST)) versions.add(folder);
                }
                versions.sort(NEWEST_FIRST);
                if (!versions.isEmpty()) models.put(name.getFileName().toString(), versions);
            }
            return models;
        } catch (IOException | UncheckedIOException e) {
            throw new ModelException(
                    "models.directory: %s cannot be read: %s".formatted(directory.toAbsolutePath(), e), e);
        }
    }

    /** Whether a version comes after another one. */
    public static boolean isNewer(String version, String than) {
        return BY_AGE.compare(version, than) > 0;
    }

    private static long number(String text) {
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
    }

    private static Map<String, ModelFolder.Content> files(Path folder) throws IOException {
        Map<String, ModelFolder.Content> files = new HashMap<>();
        for (Path file : inside(folder)) {
            attributes(file)
                    .filter(BasicFileAttributes::isRegularFile)
                    .ifPresent(found -> files.put(
                            file.getFileName().toString(),
                            new ModelFolder.Content(found.size(), found.lastModifiedTime())));
        }
        return files;
    }

    private static boolean isDirectory(Path path) throws IOException {
        return attributes(path).filter(BasicFileAttributes::isDirectory).isPresent();
    }

    /** Of what a link points to; none where that is gone. */
    private static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    private static List<Path> inside(Path directory) throws IOException {
        try (Stream<Path> inside = Files.list(directory)) {
            return inside.filter(path -> !path.getFileName().toString().startsWith("."))
                    .toList();
        } catch (NoSuchFileException gone) {
            return List.of();
        }
    }
}
