package io.kirinuki.image.decode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much the memory of this process grew at most during some work, as Linux counts it; 0 elsewhere. */
final class NativePeak {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path RESET = Path.of("/proc/self/clear_refs");

    private NativePeak() {}

    static long of(Runnable work) {
        if (!Files.isWritable(RESET)) {
            work.run();
            return 0;
        }
        try {
            Files.writeString(RESET, "5"); // begins the high-water mark anew
            long before = bytes("VmRSS:");
            work.run();
            return bytes("VmHWM:") - before;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long bytes(String name) throws IOException {
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }
}
