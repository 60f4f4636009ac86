package io.kirinuki.benchmark.contest;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A {@link Laps} in a process of its own. */
public final class LapContestant implements Contestant {
    private final String name;
    private final Child child;
    private final int laps;
    private final int pictures;

    private LapContestant(String name, Child child, int laps, int pictures) {
        this.name = name;
        this.child = child;
        this.laps = laps;
        this.pictures = pictures;
    }

    static LapContestant start(String name, Laps.Kind kind, Setting setting, Path home)
            throws IOException, InterruptedException {
        List<String> command = Child.java(
                setting.heap(),
                home,
                Laps.class.getName(),
                kind.name(),
                setting.photos().toString());
        Child child = Child.start(command, Map.of(), setting.log(name));
        child.awaitLine(Laps.READY);
        return new LapContestant(name, child, setting.repeats(), setting.count());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Duration warmth() {
        return OF_JAVA;
    }

    @Override
    public Turn turn() throws IOException, InterruptedException {
        double cpu = child.cpuSeconds();
        long start = System.nanoTime();
        child.say(Integer.toString(laps));
        child.awaitLine(Laps.DONE);
        double seconds = (System.nanoTime() - start) / 1e9;
        int done = laps * pictures;
        return new Turn(done / seconds, (child.cpuSeconds() - cpu) * 1000 / done);
    }

    @Override
    public long peakMebibytes() {
        return child.peakMebibytes();
    }

    @Override
    public void close() {
        child.close();
    }
}
