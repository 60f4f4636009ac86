package io.kirinuki.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * The beginning of a file that is being fetched, and beside it, in {@code …part.of}, of which one: a continuation must
 * come from the same state of the same address. Survives the process; owned by whoever holds the {@link PullLock}.
 */
final class PartFile {
    private final Path bytes;
    private final Path of;

    PartFile(Path bytes) {
        this.bytes = bytes;
        this.of = bytes.resolveSibling(bytes.getFileName() + ".of");
    }

    Path path() {
        return bytes;
    }

    long length() throws IOException {
        return Files.exists(bytes) ? Files.size(bytes) : 0;
    }

    /** The validator of what lies there, if it can be continued from this address. */
    Optional<String> validator(URI url) throws IOException {
        if (length() == 0 || !Files.exists(of)) return Optional.empty();
        List<String> lines = Files.readAllLines(of, UTF_8);
        return lines.size() == 2 && lines.get(0).equals(url.toString()) ? Optional.of(lines.get(1)) : Optional.empty();
    }

    /** Throws away what lies there, and notes what comes now; without a validator it can never be continued. */
    FileChannel begin(URI url, Optional<String> validator) throws IOException {
        discard();
        if (validator.isPresent()) Files.write(of, List.of(url.toString(), validator.get()), UTF_8);
        return FileChannel.open(bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    FileChannel resume() throws IOException {
        return FileChannel.open(bytes, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    void discard() throws IOException {
        Files.deleteIfExists(of);
        Files.deleteIfExists(bytes);
    }

    /** Hands the whole file over, safe on the disk. */
    void complete(Path target) throws IOException {
        try (var file = FileChannel.open(bytes, StandardOpenOption.WRITE)) {
            file.force(true);
        }
        Files.move(bytes, target);
        Files.deleteIfExists(of);
    }
}
