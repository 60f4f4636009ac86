package io.kirinuki.fuzz;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory of this process in bytes, as Linux counts it; 0 elsewhere. Owned by one thread. */
public final class ProcessMemory {
    private static final Path RESET = Path.of("/proc/self/clear_refs");
    private static final String STATUS = "/proc/self/status";

    private final byte[] buffer = new byte[4096];
    private final boolean known = Files.isWritable(RESET);

    /** What it has now. */
    public long resident() {
        return read("VmRSS:");
    }

    /** The most that it had since {@link #forgetPeak} or its start. */
    public long peak() {
        return read("VmHWM:");
    }

    public void forgetPeak() {
        if (!known) return;
        try {
            Files.writeString(RESET, "5");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long read(String name) {
        if (!known) return 0;
        try (RandomAccessFile file = new RandomAccessFile(STATUS, "r")) {
            int length = file.read(buffer);
            String status = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
            int at = status.indexOf(name) + name.length();
            return Long.parseLong(status.substring(at, status.indexOf("kB", at)).strip()) * 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
