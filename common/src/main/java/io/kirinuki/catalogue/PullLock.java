package io.kirinuki.catalogue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One process's right to fetch one model. The operating system lifts it when the process ends, in whatever way. */
final class PullLock implements AutoCloseable {
    private final Path path;
    private final FileChannel file;

    private PullLock(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
    }

    static PullLock take(Path path, String model) throws IOException, CatalogueException {
        var file = open(path);
        if (!lock(file)) {
            file.close();
            throw new CatalogueException(
                    "%s is being pulled by another process (%s is locked); wait for it".formatted(model, path));
        }
        return new PullLock(path, file);
    }

    private static FileChannel open(Path path) throws IOException {
        try {
            Files.createDirectories(path.getParent());
            return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            // Another pull was done, and took the folder away in between.
            Files.createDirectories(path.getParent());
            return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        }
    }

    private static boolean lock(FileChannel file) throws IOException {
        try {
            var lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // by another thread of this process
        }
    }

    /**
     * Takes the file away, once the model is in its place: whoever waited with this file open finds it there. Before
     * that it must stay, or two could hold locks on two files of one name.
     */
    void clear() throws IOException {
        Files.deleteIfExists(path);
        try {
            Files.deleteIfExists(path.getParent());
        } catch (DirectoryNotEmptyException e) {
            return; // another version is being pulled
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
