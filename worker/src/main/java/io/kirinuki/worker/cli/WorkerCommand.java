package io.kirinuki.worker.cli;

import io.kirinuki.worker.config.ConfigReader;
import io.kirinuki.worker.config.WorkerConfig;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a worker until it is told to stop by a signal, or breaks. */
@Command(
        name = "worker",
        description = "Runs a worker: takes requests from Kafka until it is stopped.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nConfiguration comes from the file and, hiding it, the environment: KIRINUKI_STORE_ENDPOINT"
                + " is kirinuki.store.endpoint. LOG_LEVEL sets the level of the log, LOG_FORMAT=json"
                + " its form, ANSWERS_LOG_LEVEL=DEBUG a line for each answer.%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:printed what was asked for, or stopped from within",
            "1:the worker broke, or its stream did so again and again; the log says why",
            "2:wrong usage or configuration, or topics, broker, bucket or models are not as configured",
            "3:Java ran out of memory",
            "130:stopped by SIGINT, cleanly",
            "143:stopped by SIGTERM, cleanly"
        })
final class WorkerCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(WorkerCommand.class);

    private final Function<WorkerConfig, Running> start;
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final ConfigFile config = new ConfigFile();

    @Option(
            names = "--print-config",
            description = "Print the configuration in effect and where each value came from, and exit.")
    private boolean printOnly;

    WorkerCommand(Function<WorkerConfig, Running> start, Map<String, String> environment) {
        this.start = start;
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        var effective = ConfigReader.read(config.file(), environment, Map.of());
        if (printOnly) {
            spec.commandLine().getOut().print(effective.print());
            spec.commandLine().getOut().flush();
            return 0;
        }
        effective.print().lines().forEach(line -> log.info("{}", line));
        try (var worker = start.apply(effective.config())) {
            return switch (StopSignal.await(worker)) {
                case STOPPED -> 0;
                case BROKEN -> 1;
            };
        }
    }
}
