package io.kirinuki.worker.job.submit;

import io.kirinuki.image.ByteSize;
import io.kirinuki.image.ImageNames;
import io.kirinuki.worker.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Files of this machine that are to be uploaded, by the names that they will have, which are their paths within the folder
 * that was named. Files that are named themselves are taken as they are; of folders, what is named like an image.
 *
 * @param found in the order of their names
 * @param left what lies in the folders and is not to be uploaded, by reason
 */
record LocalFiles(List<LocalFile> found, SortedMap<String, Long> left) {
    static final String HIDDEN = "hidden";
    static final String NO_IMAGE = "no image";
    static final String TOO_LARGE = "too large";

    /** A file as it was when it was found. */
    record LocalFile(String name, Path path, long bytes) {}

    /** Throws {@link StartException} for what is not there, cannot be listed, or would be the same object as another. */
    static LocalFiles of(List<String> paths, ByteSize largest) {
        Search search = new Search(largest);
        paths.stream().map(Path::of).forEach(search::add);
        return new LocalFiles(List.copyOf(search.found.values()), search.left);
    }

    /** What an earlier life has left to be done: it has told of what is left out. */
    LocalFiles after(String name) {
        return new LocalFiles(
                found.stream().filter(file -> file.name().compareTo(name) > 0).toList(), new TreeMap<>());
    }

    long bytes() {
        return found.stream().mapToLong(LocalFile::bytes).sum();
    }

    long leftOut() {
        return left.values().stream().mapToLong(Long::longValue).sum();
    }

    private static final class Search {
        private final ByteSize largest;
        private final TreeMap<String, LocalFile> found = new TreeMap<>();
        private final SortedMap<String, Long> left = new TreeMap<>();

        private Search(ByteSize largest) {
            this.largest = largest;
        }

        private void add(Path path) {
            try {
                if (Files.isDirectory(path)) addFolder(path);
                else if (Files.exists(path)) add(path, path.getFileName().toString());
                else throw new StartException("there is no %s on this machine".formatted(path));
            } catch (IOException | UncheckedIOException e) {
                throw new StartException("%s cannot be listed: %s".formatted(path, e), e);
            }
        }

        private void addFolder(Path folder) throws IOException {
            try (Stream<Path> walk = Files.walk(folder)) {
                for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
                    Path below = folder.relativize(file);
                    if (isHidden(below)) leave(HIDDEN);
                    else if (ImageNames.mediaType(file.getFileName().toString()).isEmpty()) leave(NO_IMAGE);
                    else add(file, below.toString().replace(file.getFileSystem().getSeparator(), "/"));
                }
            }
        }

        private void add(Path file, String name) throws IOException {
            long bytes = Files.size(file);
            if (bytes > largest.bytes()) {
                leave(TOO_LARGE);
                return;
            }
            LocalFile other = found.put(name, new LocalFile(name, file, bytes));
            if (other != null && !other.path().equals(file)) {
                throw new StartException("%s and %s would both be uploaded as %s; submit one of them to another place"
                        .formatted(other.path(), file, name));
            }
        }

        private void leave(String reason) {
            left.merge(reason, 1L, Long::sum);
        }

        private static boolean isHidden(Path below) {
            for (Path name : below) if (name.toString().startsWith(".")) return true;
            return false;
        }
    }
}
