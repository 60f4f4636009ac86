package io.kirinuki.worker.job.collect;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes a file under another name beside it, and gives it its own once it is whole and on the disk. */
final class WholeFile {
    /** Writes what the file is to hold. */
    @FunctionalInterface
    interface Content {
        void write(OutputStream out) throws IOException, InterruptedException;
    }

    private WholeFile() {}

    static void write(Path target, Content content) throws IOException, InterruptedException {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        if (target.toAbsolutePath().getParent() != null)
            Files.createDirectories(target.toAbsolutePath().getParent());
        try {
            writePart(part, content);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part); // it would keep a full disk full
        }
    }

    private static void writePart(Path part, Content content) throws IOException, InterruptedException {
        try (FileChannel channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            content.write(out);
            out.flush();
            channel.force(true);
        }
    }
}
