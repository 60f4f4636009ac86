package io.kirinuki.worker.cli;

import io.kirinuki.image.Blob;
import io.kirinuki.worker.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a command was told to write, its folder with it. */
public final class ReportFile {
    private ReportFile() {}

    /** Throws {@link StartException} where it cannot be written. */
    public static void write(Path file, Blob bytes) {
        try {
            if (file.toAbsolutePath().getParent() != null)
                Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, bytes.bytes());
        } catch (IOException e) {
            throw new StartException("%s cannot be written: %s".formatted(file, e), e);
        }
    }
}
