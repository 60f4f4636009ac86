package io.kirinuki.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Java process that writes to a log, to be stopped, continued and killed. */
record Child(String name, Process process, Path log) {
    /** {@code class path} holds jars only, so that an archive of its classes may be used, and made where told. */
    record Java(String classPath, Path archive) {
        /** Whether what is archived is linked classes with their profiles (JEP 514, 515), and not classes only. */
        private static final boolean AHEAD = Runtime.version().feature() >= 25;

        /** Has a process write the archive at its end. */
        String archiving() {
            return (AHEAD ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive;
        }

        Child start(String name, Path log, Map<String, String> environment, List<String> options, List<String> words)
                throws IOException {
            List<String> line = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-Xlog:cds=off",
                    "-Xlog:cds+dynamic=off",
                    "-Xlog:aot=off",
                    "--enable-native-access=ALL-UNNAMED",
                    "-Djava.awt.headless=true"));
            if (Runtime.version().feature() >= 23) line.add("--sun-misc-unsafe-memory-access=allow");
            if (Files.exists(archive)) line.add((AHEAD ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive);
            line.addAll(options);
            line.addAll(List.of("-cp", classPath));
            line.addAll(words);
            ProcessBuilder builder = new ProcessBuilder(line);
            builder.environment().keySet().removeIf(variable -> variable.startsWith("KIRINUKI_"));
            builder.environment().putAll(Map.of("MALLOC_ARENA_MAX", "2", "OPENCV_LOG_LEVEL", "SILENT"));
            builder.environment().putAll(environment);
            builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            return new Child(name, builder.start(), log);
        }
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Returns once it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** By SIGTERM; by SIGKILL where it takes too long. */
    void end(Duration patience) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) kill();
    }

    void freeze() throws InterruptedException {
        signal("STOP");
    }

    /** For threads that have no time for interrupts. */
    void freezeAtOnce() {
        try {
            freeze();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void thaw() throws InterruptedException {
        signal("CONT");
    }

    private void signal(String signal) throws InterruptedException {
        if (!alive()) return;
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new IllegalStateException("no signal can be sent", e);
        }
    }

    /** Waits until the log, from a place on, says so. */
    void awaitWords(String words, long from, Duration patience) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!said(from).contains(words)) {
            if (!alive()) throw new IllegalStateException(name + " has ended:\n" + said(from));
            if (System.nanoTime() > deadline) throw new IllegalStateException(name + " is slow:\n" + said(from));
            Thread.sleep(30);
        }
    }

    String said(long from) throws IOException {
        if (!Files.exists(log)) return "";
        byte[] all = Files.readAllBytes(log);
        int start = (int) Math.min(from, all.length);
        return new String(all, start, all.length - start, UTF_8);
    }
}
