package io.kirinuki.worker.cli;

import io.kirinuki.worker.StartException;
import io.kirinuki.worker.StreamSettings;
import io.kirinuki.worker.config.ConfigReader;
import io.kirinuki.worker.topic.LedgerTopicsException;
import io.kirinuki.worker.topic.TopicMaker;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes the topics that the configuration names, as the workers' own login. */
@Command(
        name = "create",
        description =
                "Makes the topics that the workers' configuration names, where they are not there yet. Those that are"
                        + " there stay as they are.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all topics are there",
            "2:wrong usage or configuration, or the broker does not make them; the message says why"
        })
final class TopicsCreateCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final ConfigFile config = new ConfigFile();

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "8",
            description = "Of each topic; no more workers than that share the work (default: ${DEFAULT-VALUE}).")
    private int partitions;

    @Option(
            names = "--replication-factor",
            paramLabel = "N",
            defaultValue = "-1",
            description = "Of each topic; -1 is the broker's default (default: ${DEFAULT-VALUE}).")
    private short replicas;

    TopicsCreateCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (partitions < 1) throw wrong("--partitions: 1 or more expected, found " + partitions);
        if (replicas < 1 && replicas != -1)
            throw wrong("--replication-factor: 1 or more, or -1 expected, found " + replicas);
        var workers = ConfigReader.read(config.file(), environment, Map.of()).config();
        var maker = new TopicMaker(StreamSettings.of(workers.kafka()));
        try {
            maker.make(workers.topicNames(), partitions, replicas)
                    .forEach((topic, made) -> spec.commandLine()
                            .getOut()
                            .println(topic + (made ? ": made, %d partitions".formatted(partitions) : ": is there")));
        } catch (LedgerTopicsException refused) {
            throw new StartException(refused.getMessage(), refused);
        }
        spec.commandLine().getOut().flush();
        return 0;
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
