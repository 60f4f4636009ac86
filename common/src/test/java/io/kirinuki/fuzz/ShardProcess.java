package io.kirinuki.fuzz;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A {@link Shard} that runs, seen from its parent. Owned by one thread. */
final class ShardProcess {
    private static final int LAST_LINES = 12;

    private final Process process;
    private final Deque<String> last = new ArrayDeque<>();

    /**
     * @param folder for what it is at, and for Java's report of a death
     * @param arguments of {@link Shard#main} behind the folder
     */
    ShardProcess(Class<? extends Target> target, Path folder, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + folder.resolve("death-%p.log"),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                Shard.class.getName(),
                target.getName(),
                folder.toString()));
        for (Object argument : arguments) command.add(argument.toString());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("OPENCV_LOG_LEVEL", "SILENT");
        // What is freed goes back to the system, so that growth is growth.
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        builder.environment().put("MALLOC_MMAP_THRESHOLD_", "131072");
        builder.environment().put("MALLOC_TRIM_THRESHOLD_", "131072");
        builder.redirectErrorStream(true).redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        process = builder.start();
    }

    /**
     * Hands over its lines until it ends; it is ended at the deadline.
     *
     * @return whether it said that it was done
     */
    boolean read(long deadline, Consumer<String> heard) throws IOException, InterruptedException {
        Thread.ofVirtual().start(() -> endAt(deadline));
        boolean done = false;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                heard.accept(line);
                done = line.equals(Shard.DONE);
                last.addLast(line);
                if (last.size() > LAST_LINES) last.removeFirst();
            }
        } catch (IOException closed) {
            if (System.nanoTime() < deadline) throw closed; // else it was ended while we read
        }
        process.waitFor();
        return done;
    }

    private void endAt(long deadline) {
        try {
            if (process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) return;
        } catch (InterruptedException ends) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly(); // which closes what it said, so not of one that has ended by itself
    }

    int exit() {
        return process.exitValue();
    }

    /** What it said before it died. */
    String lastWords() {
        return "exit %d: %s".formatted(exit(), String.join(" | ", last));
    }
}
