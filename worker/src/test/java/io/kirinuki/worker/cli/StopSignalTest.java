package io.kirinuki.worker.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Holds the worker to its promise to stop cleanly on SIGTERM, in a process of its own. */
class StopSignalTest {
    @Test
    void sigtermClosesTheWorkerBeforeTheProcessEnds() throws Exception {
        var worker = process("worker");
        try (var output = worker.inputReader(UTF_8)) {
            assertThat(firstOf(output, "started", "The configuration")).isEqualTo("started");

            worker.toHandle().destroy(); // Process.destroy would close the output, too

            assertThat(output.lines()).contains("closed");
            assertThat(worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(worker.exitValue()).isEqualTo(143);
        } finally {
            worker.destroyForcibly();
        }
    }

    @Test
    void logIsOneLineAnEventOnStderr() throws Exception {
        var worker = process("worker");
        try (var log = worker.errorReader(UTF_8)) {
            assertThat(log.readLine())
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d) INFO  \\[main] "
                            + "WorkerCommand - kirinuki\\.kafka\\.bootstrap-servers: broker:9092 +# environment");
        } finally {
            worker.destroyForcibly();
        }
    }

    private static String firstOf(BufferedReader output, String... starts) throws IOException {
        for (var line = output.readLine(); line != null; line = output.readLine()) {
            for (var start : starts) if (line.startsWith(start)) return line;
        }
        return "nothing";
    }

    private static Process process(String... arguments) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(java, "-Xmx64m", "-cp", System.getProperty("java.class.path"));
        builder.command().add(Fake.class.getName());
        builder.command().addAll(List.of(arguments));
        builder.environment().remove("LOG_LEVEL");
        builder.environment().keySet().removeIf(name -> name.startsWith("KIRINUKI_"));
        builder.environment().put("KIRINUKI_KAFKA_BOOTSTRAP_SERVERS", "broker:9092");
        builder.environment().put("KIRINUKI_STORE_ENDPOINT", "http://store:9000");
        builder.environment().put("KIRINUKI_STORE_ACCESS_KEY", "access");
        builder.environment().put("KIRINUKI_STORE_SECRET_KEY", "hush");
        builder.environment().put("KIRINUKI_OUTPUT_BUCKET", "cutouts");
        return builder.start();
    }

    /** The command line over a worker that says what is done to it. */
    static final class Fake {
        private Fake() {}

        public static void main(String... arguments) {
            System.exit(Cli.commandLine(config -> new Worker(), System.getenv()).execute(arguments));
        }
    }

    private static final class Worker implements Running {
        private final CountDownLatch stopped = new CountDownLatch(1);

        private Worker() {
            System.out.println("started");
        }

        @Override
        public Ending awaitStop() throws InterruptedException {
            stopped.await();
            return Ending.STOPPED;
        }

        @Override
        public void close() {
            if (stopped.getCount() > 0) System.out.println("closed");
            stopped.countDown();
        }
    }
}
