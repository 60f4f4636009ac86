package io.kirinuki.local.process;

import io.kirinuki.image.ImageNames;
import io.kirinuki.local.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A person's files and folders as inputs. Files are taken as they are; of folders, what is named like an image, save what
 * is hidden and what lies in the output folder, which an earlier run left.
 */
final class Inputs {
    private final List<Input> found = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final Path out;
    private int skipped;

    private Inputs(Path out) {
        this.out = out.toAbsolutePath().normalize();
    }

    /** Throws {@link NoSuchFileException} for a path that is not there. */
    static Inputs of(List<Path> paths, Path out) throws IOException {
        Inputs inputs = new Inputs(out);
        for (Path path : paths) {
            if (Files.isDirectory(path)) inputs.addFolder(path);
            else if (Files.exists(path)) inputs.add(path, path.getFileName().toString());
            else throw new NoSuchFileException(path.toString());
        }
        return inputs;
    }

    List<Input> found() {
        return found;
    }

    /** Files in folders that are not named like an image. */
    int skipped() {
        return skipped;
    }

    private void addFolder(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.filter(Files::isRegularFile)
                    .filter(file -> !isHidden(folder.relativize(file)) && !isOutput(folder, file))
                    .sorted()
                    .toList()) {
                if (ImageNames.mediaType(file.getFileName().toString()).isPresent()) {
                    add(
                            file,
                            folder.relativize(file)
                                    .toString()
                                    .replace(file.getFileSystem().getSeparator(), "/"));
                } else {
                    skipped++;
                }
            }
        }
    }

    private static boolean isHidden(Path below) {
        for (Path name : below) if (name.toString().startsWith(".")) return true;
        return false;
    }

    /** Whoever names the output folder itself, or one in it, means it. */
    private boolean isOutput(Path folder, Path file) {
        return !folder.toAbsolutePath().normalize().startsWith(out)
                && file.toAbsolutePath().normalize().startsWith(out);
    }

    private void add(Path file, String name) {
        String unique = name;
        for (int i = 2; !names.add(unique); i++) unique = i + "/" + name;
        found.add(new Input(unique, Content.of(file)));
    }
}
