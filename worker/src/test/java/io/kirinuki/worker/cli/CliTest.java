package io.kirinuki.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.worker.StartException;
import io.kirinuki.worker.config.ConfigException;
import io.kirinuki.worker.config.WorkerConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class CliTest {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "KIRINUKI_KAFKA_BOOTSTRAP_SERVERS", "broker:9092",
            "KIRINUKI_STORE_ENDPOINT", "http://store:9000",
            "KIRINUKI_STORE_ACCESS_KEY", "access",
            "KIRINUKI_STORE_SECRET_KEY", "hush",
            "KIRINUKI_OUTPUT_BUCKET", "cutouts");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<WorkerConfig> started = new ArrayList<>();
    private boolean closed;

    @Test
    void workerThatStopsEndsWith0() {
        assertThat(run(config -> ending(config, Running.Ending.STOPPED), ENVIRONMENT, "worker"))
                .isZero();
        assertThat(started)
                .extracting(WorkerConfig::output)
                .hasToString("[OutputConfig[bucket=cutouts, prefix=kirinuki, reuse=true]]");
        assertThat(closed).isTrue();
    }

    @Test
    void workerThatBreaksEndsWith1() {
        assertThat(run(config -> ending(config, Running.Ending.BROKEN), ENVIRONMENT, "worker"))
                .isEqualTo(1);
        assertThat(closed).isTrue();
    }

    @Test
    void printedConfigurationNamesSourcesAndStartsNothing() {
        assertThat(run(config -> ending(config, Running.Ending.STOPPED), ENVIRONMENT, "worker", "--print-config"))
                .isZero();
        assertThat(out.toString())
                .containsPattern("kirinuki\\.output\\.bucket: cutouts +# environment")
                .containsPattern("kirinuki\\.admin\\.port: 8080 +# default")
                .doesNotContain("hush");
        assertThat(started).isEmpty();
    }

    @Test
    void problemsOfTheConfigurationEndWith2AndStartNothing() {
        var environment = new HashMap<>(ENVIRONMENT);
        environment.remove("KIRINUKI_OUTPUT_BUCKET");
        environment.put("KIRINUKI_ADMIN_PORT", "http");

        assertThat(run(config -> ending(config, Running.Ending.STOPPED), environment, "worker"))
                .isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly(
                        "The configuration has problems:",
                        "  kirinuki.output.bucket: is required; set it, or KIRINUKI_OUTPUT_BUCKET",
                        "  kirinuki.admin.port: \"http\" is not a whole number such as 16 (from environment)");
        assertThat(started).isEmpty();
    }

    @Test
    void problemsFoundWhileStartingEndWith2() {
        Function<WorkerConfig, Running> start = config -> {
            throw new ConfigException("kirinuki.admin.port: in use");
        };

        assertThat(run(start, ENVIRONMENT, "worker")).isEqualTo(2);
        assertThat(err.toString()).contains("  kirinuki.admin.port: in use");
    }

    @Test
    void adviceOfAStartThatCannotBeIsPrintedAsItIsAndEndsWith2() {
        Function<WorkerConfig, Running> start = config -> {
            throw new StartException("Topics are missing.", new IllegalStateException("cause"));
        };

        assertThat(run(start, ENVIRONMENT, "worker")).isEqualTo(2);
        assertThat(err.toString().lines()).containsExactly("Topics are missing.");
    }

    @Test
    void bugWhileStartingEndsWith1() {
        Function<WorkerConfig, Running> start = config -> {
            throw new IllegalStateException("bug");
        };

        assertThat(run(start, ENVIRONMENT, "worker")).isEqualTo(1);
    }

    @Test
    void workerThatIsInterruptedEndsWith130AndIsClosed() {
        assertThat(run(
                        config -> new Running() {
                            @Override
                            public Ending awaitStop() throws InterruptedException {
                                throw new InterruptedException();
                            }

                            @Override
                            public void close() {
                                closed = true;
                            }
                        },
                        ENVIRONMENT,
                        "worker"))
                .isEqualTo(130);
        assertThat(closed).isTrue();
    }

    @Test
    void wrongUsageEndsWith2() {
        assertThat(run(config -> ending(config, Running.Ending.STOPPED), ENVIRONMENT))
                .isEqualTo(2);
        assertThat(err.toString()).contains("a command is required").contains("worker");
        assertThat(run(config -> ending(config, Running.Ending.STOPPED), ENVIRONMENT, "worker", "--confg", "x"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--confg");
    }

    @Test
    void helpListsExitCodesAndMoreCommands() {
        assertThat(run(config -> ending(config, Running.Ending.STOPPED), ENVIRONMENT, "worker", "--help"))
                .isZero();
        assertThat(out.toString()).contains("Exit codes:").contains("143").contains("--config=FILE");
        assertThat(run(config -> ending(config, Running.Ending.STOPPED), ENVIRONMENT, "--help"))
                .isZero();
        assertThat(out.toString()).contains("generate-completion").contains("Shows off.");
    }

    @Test
    void versionIsThatOfTheBuild() {
        assertThat(run(config -> ending(config, Running.Ending.STOPPED), ENVIRONMENT, "--version"))
                .isZero();
        assertThat(out.toString())
                .containsPattern("kirinuki \\d+\\.\\d+\\.\\d+")
                .contains("java ");
    }

    @Test
    void completionKnowsTheCommands() {
        assertThat(run(config -> ending(config, Running.Ending.STOPPED), ENVIRONMENT, "generate-completion"))
                .isZero();
        assertThat(out.toString()).contains("worker", "demo", "--print-config");
    }

    @Command(name = "demo", description = "Shows off.")
    private static final class Demo implements Runnable {
        @Override
        public void run() {}
    }

    /** What a process that is a worker takes and says does not show that it knows no other command. */
    @Test
    void theWorkerAloneIsAsAmongAllCommands() {
        for (String option : List.of("--help", "--version", "--print-config", "--confg", "--config=missing.yaml")) {
            Function<WorkerConfig, Running> start = config -> ending(config, Running.Ending.STOPPED);
            int amongAll = run(start, ENVIRONMENT, "worker", option);
            String said = takeAllThatWasSaid();
            int alone = run(Cli.workerAlone(start, ENVIRONMENT), "worker", option);
            assertThat(takeAllThatWasSaid()).as(option).isEqualTo(said).isNotEmpty();
            assertThat(alone).as(option).isEqualTo(amongAll);
        }
        assertThat(started).isEmpty();
    }

    private String takeAllThatWasSaid() {
        String said = out.toString() + err;
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return said;
    }

    private int run(Function<WorkerConfig, Running> start, Map<String, String> environment, String... arguments) {
        return run(Cli.commandLine(start, environment, new Demo()), arguments);
    }

    private int run(CommandLine commands, String... arguments) {
        return commands.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private Running ending(WorkerConfig config, Running.Ending ending) {
        started.add(config);
        return new Running() {
            @Override
            public Ending awaitStop() {
                return ending;
            }

            @Override
            public void close() {
                closed = true;
            }
        };
    }
}
