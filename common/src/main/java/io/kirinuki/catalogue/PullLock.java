package io.kirinuki.catalogue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One process's right to fetch one model. The operating system lifts it when the process ends, in whatever way. */
final class PullLock implements AutoCloseable {
    private final FileChannel file;

    private PullLock(FileChannel file) {
        this.file = file;
    }

    static PullLock take(Path path, String model) throws IOException, CatalogueException {
        Files.createDirectories(path.getParent());
        var file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!lock(file)) {
            file.close();
            throw new CatalogueException(
                    "%s is being pulled by another process (%s is locked); wait for it".formatted(model, path));
        }
        return new PullLock(file);
    }

    private static boolean lock(FileChannel file) throws IOException {
        try {
            var lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // by another thread of this process
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
