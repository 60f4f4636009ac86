package io.kirinuki.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command of the whole command line in a process of its own, to be interrupted or killed. */
record CommandProcess(Process process, Path log) {
    static CommandProcess start(Path log, Map<String, String> environment, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Kirinuki.class.getName()));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().putAll(environment);
        builder.environment().putAll(Map.of("LOG_LEVEL", "ERROR", "LIBRARY_LOG_LEVEL", "ERROR"));
        File file = log.toFile();
        return new CommandProcess(
                builder.redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(file))
                        .start(),
                log);
    }

    /** Its exit code. */
    int await() throws IOException, InterruptedException {
        if (!process.waitFor(5, TimeUnit.MINUTES)) throw new AssertionError("it does not end:\n" + said());
        return process.exitValue();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As Ctrl-C does; SIGINT, for {@link Process#destroy} would be SIGTERM. */
    void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }

    String said() throws IOException {
        return Files.exists(log) ? Files.readString(log) : "";
    }
}
