package io.kirinuki.worker;

import io.kirinuki.pipeline.PipelineException;
import io.kirinuki.pipeline.Pipelines;
import io.kirinuki.worker.config.WorkerConfig;
import io.kirinuki.worker.event.door.RuleFile;
import io.kirinuki.worker.event.door.Rules;
import io.kirinuki.worker.event.door.RulesException;

/** What stands in the files that the configuration names. Failures: {@link StartException} names key, file and field. */
public final class NamedFiles {
    private NamedFiles() {}

    public static Pipelines pipelines(WorkerConfig config) {
        try {
            return config.pipelines().file().map(Pipelines::read).orElseGet(Pipelines::builtIn);
        } catch (PipelineException e) {
            throw new StartException("pipelines: " + e.getMessage(), e);
        }
    }

    public static Rules rules(WorkerConfig config, Pipelines pipelines) {
        var reach = config.allowed();
        try {
            return config.doors()
                    .rules()
                    .map(file -> RuleFile.read(file, pipelines, reach))
                    .orElseGet(() -> Rules.none(reach));
        } catch (RulesException e) {
            throw new StartException("kirinuki.doors.rules: " + e.getMessage(), e);
        }
    }
}
