package io.kirinuki.worker.cli.job;

import io.kirinuki.worker.cli.ConfigFile;
import io.kirinuki.worker.config.ConfigReader;
import io.kirinuki.worker.config.WorkerConfig;
import io.kirinuki.worker.job.Jobs;
import io.kirinuki.worker.job.Kind;
import io.kirinuki.worker.job.redrive.DismissKind;
import io.kirinuki.worker.job.redrive.RedriveKind;
import io.kirinuki.worker.job.replay.ReplayKind;
import io.kirinuki.worker.job.submit.SubmitKind;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;

/** Options of commands that look after the jobs of running workers. */
final class WorkersOptions {
    static final List<Kind> KINDS = List.of(new ReplayKind(), new RedriveKind(), new DismissKind(), new SubmitKind());

    private final Map<String, String> environment;

    @Mixin
    private final ConfigFile config = new ConfigFile();

    WorkersOptions(Map<String, String> environment) {
        this.environment = environment;
    }

    Jobs jobs() {
        return new Jobs(config(), KINDS);
    }

    WorkerConfig config() {
        return ConfigReader.read(config.file(), environment, Map.of()).config();
    }
}
