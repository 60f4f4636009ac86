package io.kirinuki.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** Makes a file that breaks a promise as small as it can be while it breaks the same one. */
final class Smaller {
    private static final int MOST_TRIES = 80;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Whether a file breaks it. */
    @FunctionalInterface
    interface Broken {
        boolean by(byte[] file) throws IOException, InterruptedException;
    }

    private final Broken broken;
    private int tries;

    private Smaller(Broken broken) {
        this.broken = broken;
    }

    /** The file itself where it breaks nothing alone: then it took what came before. */
    static byte[] of(byte[] file, Broken broken) throws IOException, InterruptedException {
        Smaller smaller = new Smaller(broken);
        return smaller.breaks(file) ? smaller.smallest(file) : file;
    }

    /** Leaves out halves, quarters and so on for as long as it stays broken. */
    private byte[] smallest(byte[] file) throws IOException, InterruptedException {
        byte[] least = file;
        for (int length = file.length / 2; length > 0 && tries < MOST_TRIES; length /= 2) {
            int at = 0;
            while (at + length <= least.length && tries < MOST_TRIES) {
                byte[] without = Mutants.replaced(least, at, at + length, new byte[0]);
                byte[] repaired = without.clone();
                Repairs.repair(repaired, Structure.of(repaired).kind());
                if (breaks(repaired)) least = repaired;
                else if (breaks(without)) least = without;
                else at += length;
            }
        }
        return least;
    }

    private boolean breaks(byte[] file) throws IOException, InterruptedException {
        tries++;
        return file.length > 0 && broken.by(file);
    }

    /** Tried in a process of its own each time. */
    static Broken inAProcess(String kind, Class<? extends Target> target, Path folder) {
        return file -> {
            Path tried = Files.write(folder.resolve("tried"), file);
            ShardProcess process = new ShardProcess(target, folder, tried);
            AtomicBoolean same = new AtomicBoolean();
            boolean ended = process.read(System.nanoTime() + PATIENCE.toNanos(), line -> {
                if (line.startsWith("FINDING " + kind + " ")) same.set(true);
            });
            return same.get() || (kind.equals("crash") && !ended && process.exit() != Shard.HANGS);
        };
    }
}
