package io.kirinuki.benchmark.contest;

import io.kirinuki.benchmark.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A program that makes a folder of cut-outs of a folder of photos and ends. It is begun anew each turn; to leave its start
 * and its compiling out, what counts is from half of the cut-outs to all.
 */
final class FolderContestant implements Contestant {
    private final String name;
    private final Setting setting;
    private final Function<Path, List<String>> command;
    private final Map<String, String> environment;
    private long peakMebibytes;

    /** @param command by the folder that the cut-outs go to */
    FolderContestant(
            String name, Setting setting, Function<Path, List<String>> command, Map<String, String> environment) {
        this.name = name;
        this.setting = setting;
        this.command = command;
        this.environment = environment;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Duration warmth() {
        return Duration.ZERO;
    }

    @Override
    public Turn turn() throws Exception {
        Path out = Files.createTempDirectory(setting.folder(), "out");
        try (Child child = Child.start(command.apply(out), environment, setting.log(name))) {
            int half = setting.pictures() / 2;
            int begun = await(child, out, half);
            long start = System.nanoTime();
            double cpu = child.cpuSeconds();
            int all = await(child, out, setting.pictures());
            double seconds = (System.nanoTime() - start) / 1e9;
            double used = child.cpuSeconds() - cpu;
            if (all < setting.pictures()) throw new IllegalStateException(name + " made only " + all);
            peakMebibytes = Math.max(peakMebibytes, child.peakMebibytes());
            int counted = all - begun;
            return new Turn(counted / seconds, used * 1000 / counted);
        } finally {
            Folders.delete(out);
        }
    }

    /** How many there are, as soon as there are so many, or the program has ended. */
    private static int await(Child child, Path out, int wanted) throws IOException, InterruptedException {
        while (true) {
            boolean ran = child.runs();
            int made = pictures(out);
            if (made >= wanted || !ran) return made;
            child.cpuSeconds(); // a last look stays if it ends now
            Thread.sleep(5);
        }
    }

    private static int pictures(Path out) throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            return (int) files.filter(file -> file.toString().endsWith(".png")).count();
        }
    }

    @Override
    public long peakMebibytes() {
        return peakMebibytes;
    }

    @Override
    public void close() {
        // Nothing is left running between turns.
    }
}
