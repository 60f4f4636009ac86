package io.kirinuki.worker.cli;

import io.kirinuki.worker.config.ConfigReader;
import io.kirinuki.worker.config.WorkerConfig;
import io.kirinuki.worker.job.Jobs;
import java.util.Map;
import picocli.CommandLine.Mixin;

/** Options of commands that look after the jobs of running workers. */
final class WorkersOptions {
    private final Map<String, String> environment;

    @Mixin
    private final ConfigFile config = new ConfigFile();

    WorkersOptions(Map<String, String> environment) {
        this.environment = environment;
    }

    Jobs jobs() {
        return new Jobs(config());
    }

    WorkerConfig config() {
        return ConfigReader.read(config.file(), environment, Map.of()).config();
    }
}
