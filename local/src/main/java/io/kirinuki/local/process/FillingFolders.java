package io.kirinuki.local.process;

import io.kirinuki.local.Content;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Folders that fill. A file is an arrival once it has rested: looks {@link #REST} apart find the same size, which is not 0,
 * and the same time of change. One that changes later arrives again. Looked for and not listened for: shares of other
 * machines tell watchers nothing. Owned by one thread.
 */
final class FillingFolders implements Arrivals {
    static final Duration REST = Duration.ofSeconds(2);
    private static final Duration EVERY = Duration.ofSeconds(1);

    /** How a file looked, since when, and whether it is taken like that. */
    private record Seen(long bytes, long modified, long sinceNanos, boolean taken) {
        boolean sameAs(Seen other) {
            return bytes == other.bytes && modified == other.modified;
        }
    }

    private final List<Path> folders;
    private final Path out;
    private final LongSupplier nanos;
    private final Map<String, Seen> seen = new HashMap<>();
    private long last;
    private boolean first = true;

    /** @param nanos as of {@link System#nanoTime} */
    FillingFolders(List<Path> folders, Path out, LongSupplier nanos) {
        this.folders = folders;
        this.out = out;
        this.nanos = nanos;
    }

    @Override
    public List<Input> more() throws IOException {
        long now = nanos.getAsLong();
        if (!first && now - last < EVERY.toNanos()) return List.of();
        first = false;
        last = now;
        List<Input> rested = new ArrayList<>();
        Map<String, Seen> there = new HashMap<>();
        for (Input input : found()) {
            Seen look = look(input, now);
            if (look.bytes() == 0) continue;
            Seen before = seen.get(input.name());
            if (before == null || !before.sameAs(look)) {
                there.put(input.name(), look);
            } else if (before.taken() || now - before.sinceNanos() < REST.toNanos()) {
                there.put(input.name(), before);
            } else {
                there.put(input.name(), new Seen(look.bytes(), look.modified(), before.sinceNanos(), true));
                rested.add(input);
            }
        }
        seen.clear();
        seen.putAll(there);
        return rested;
    }

    /** What vanishes while it is looked for is not there. */
    private List<Input> found() throws IOException {
        try {
            return Inputs.of(folders, out).found();
        } catch (NoSuchFileException | UncheckedIOException vanished) {
            return List.of();
        }
    }

    private static Seen look(Input input, long now) throws IOException {
        if (!(input.content() instanceof Content.OfFile(Path file)))
            throw new IllegalStateException("no file: " + input);
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Seen(attributes.size(), attributes.lastModifiedTime().toMillis(), now, false);
        } catch (NoSuchFileException vanished) {
            return new Seen(0, 0, now, false);
        }
    }

    @Override
    public boolean over() {
        return false;
    }
}
