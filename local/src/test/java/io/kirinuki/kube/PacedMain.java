package io.kirinuki.kube;

import io.kirinuki.batch.BatchListener;
import io.kirinuki.local.standin.PacedModels;
import io.kirinuki.pipeline.ModelListener;
import io.kirinuki.pipeline.Models;
import io.kirinuki.worker.Wiring;
import io.kirinuki.worker.cli.Cli;
import io.kirinuki.worker.config.WorkerConfig;
import java.time.Duration;

/**
 * The command line of the worker's image with an accelerator of a fixed pace in the place of the models: ten images a
 * second, so that four workers on two cores are four times as fast as one. All else is real.
 */
final class PacedMain {
    private PacedMain() {}

    public static void main(String[] arguments) {
        System.exit(Cli.commandLine(config -> Wiring.start(config, new Paced()), System.getenv())
                .execute(arguments));
    }

    private record Paced() implements Wiring.Parts {
        @Override
        public Models models(WorkerConfig config, int cores, BatchListener batches, ModelListener changes) {
            return PacedModels.subject(Duration.ofMillis(200), 2, batches);
        }
    }
}
