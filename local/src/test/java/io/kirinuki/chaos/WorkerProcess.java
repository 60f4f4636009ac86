package io.kirinuki.chaos;

import io.kirinuki.batch.BatchListener;
import io.kirinuki.model.ModelException;
import io.kirinuki.pipeline.ModelListener;
import io.kirinuki.pipeline.Models;
import io.kirinuki.worker.Wiring;
import io.kirinuki.worker.config.ConfigReader;
import io.kirinuki.worker.config.WorkerConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A worker in a process of its own, configured by the environment as any worker; its device may be a stand-in. */
final class WorkerProcess {
    /** Names the file that says what ails the stand-in; without it the shipped networks run. */
    static final String TROUBLE_VARIABLE = "CHAOS_DEVICE";

    private WorkerProcess() {}

    public static void main(String[] words) throws InterruptedException {
        Lifeline.hold();
        var config =
                ConfigReader.read(Optional.empty(), System.getenv(), Map.of()).config();
        String trouble = System.getenv(TROUBLE_VARIABLE);
        var worker = Wiring.start(config, trouble == null ? Wiring.Parts.REAL : new Parts(Path.of(trouble)));
        Runtime.getRuntime().addShutdownHook(new Thread(worker::close, "stop"));
        System.err.println("started after "
                + ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElseThrow()
                        .toMillis() + " ms of processor");
        worker.awaitStop();
        System.err.println("stops by itself");
        System.exit(3);
    }

    private record Parts(Path trouble) implements Wiring.Parts {
        @Override
        public Models models(WorkerConfig config, int cores, BatchListener batches, ModelListener changes)
                throws ModelException {
            return FakeModels.open(config.models().directory(), config.models().refresh(), batches, changes, trouble);
        }
    }
}
