package io.kirinuki.benchmark.contest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A process of its own, watched from outside through {@code /proc}, so that programs of any language are measured alike:
 * Linux only. One thread uses it.
 */
public final class Child implements AutoCloseable {
    /** Of {@code /proc/PID/stat}: Linux tells all of user space of hundredths of a second. */
    private static final double TICKS_PER_SECOND = 100;

    private static final String ENDED = "";

    private final Process process;
    private final Path log;
    private final Thread listener;
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private double cpuSeconds;
    private long peakMebibytes;

    private Child(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.listener = Thread.ofPlatform().name("output").daemon().start(this::listen);
    }

    /** @param log takes all that it prints */
    public static Child start(List<String> command, Map<String, String> environment, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        return new Child(builder.start(), log);
    }

    /** Whoever is not read would stop when the pipe is full. */
    private void listen() {
        try (var out = process.inputReader();
                var to = Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                to.write(line + "\n");
                to.flush();
                if (line.equals(Laps.READY) || line.equals(Laps.DONE)) said.add(line);
            }
        } catch (IOException closed) {
            // It was ended by us.
        } finally {
            said.add(ENDED);
        }
    }

    /** What starts a Java program with this process's class path and home, as the launcher starts it. */
    public static List<String> java(String heap, Path home, String... program) {
        return javaWith("", heap, home, program);
    }

    /** @param more put before the class path */
    static List<String> javaWith(String more, String heap, Path home, String... program) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseParallelGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-Djava.awt.headless=true",
                "-Dkirinuki.home=" + home,
                "-cp",
                more + System.getProperty("java.class.path")));
        if (Runtime.version().feature() >= 23) command.add(1, "--sun-misc-unsafe-memory-access=allow");
        command.addAll(List.of(program));
        return command;
    }

    /** Waits until it says that, {@link Laps#READY} or {@link Laps#DONE}, on a line of its own. */
    void awaitLine(String line) throws InterruptedException {
        for (String next = said.take(); !next.equals(line); next = said.take()) {
            if (next.equals(ENDED)) throw ended();
        }
    }

    void say(String line) throws IOException {
        process.outputWriter().write(line + "\n");
        process.outputWriter().flush();
    }

    /** What it takes of the processors from its start on, as last seen. */
    public double cpuSeconds() {
        look();
        return cpuSeconds;
    }

    /** The most that was resident until now, as last seen. */
    public long peakMebibytes() {
        look();
        return peakMebibytes;
    }

    /** What is resident now, in MiB. */
    public long residentMebibytes() {
        return status("VmRSS", 0);
    }

    public boolean runs() {
        return process.isAlive();
    }

    public void mustRun() {
        if (!runs()) throw ended();
    }

    private IllegalStateException ended() {
        try {
            listener.join(Duration.ofSeconds(2));
            List<String> lines = Files.readAllLines(log);
            String last = String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
            return new IllegalStateException("a program ended early; the last it printed:\n" + last);
        } catch (IOException e) {
            return new IllegalStateException("a program ended early", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new IllegalStateException("a program ended early", e);
        }
    }

    /** One that ended takes its figures along: those of the last look stay. */
    private void look() {
        peakMebibytes = status("VmHWM", peakMebibytes);
        try {
            String stat = Files.readString(proc("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            double seconds = (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
            cpuSeconds = Math.max(cpuSeconds, seconds);
        } catch (NoSuchFileException ended) {
            return;
        } catch (IOException e) {
            if (process.isAlive()) throw new UncheckedIOException(e);
        }
    }

    private long status(String field, long otherwise) {
        try {
            return Files.readAllLines(proc("status")).stream()
                    .filter(line -> line.startsWith(field + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst()
                    .orElse(otherwise);
        } catch (IOException ended) {
            return otherwise;
        }
    }

    private Path proc(String file) {
        return Path.of("/proc", Long.toString(process.pid()), file);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        boolean interrupted = false;
        while (process.isAlive()) {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
