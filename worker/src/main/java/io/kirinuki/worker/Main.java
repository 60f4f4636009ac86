package io.kirinuki.worker;

import io.kirinuki.worker.cli.Cli;
import io.kirinuki.worker.cli.job.JobBoard;
import io.kirinuki.worker.config.WorkerConfig;
import io.kirinuki.worker.page.PageExtras;

/** The command line of the worker alone, as in its container image. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        boolean worker = arguments.length > 0 && arguments[0].equals("worker");
        var commands =
                worker ? Cli.workerAlone(Main::start, System.getenv()) : Cli.commandLine(Main::start, System.getenv());
        System.exit(commands.execute(arguments));
    }

    /** A worker whose page tells of the jobs that its group is at as well. */
    public static Worker start(WorkerConfig config) {
        return Wiring.start(config, Wiring.Parts.REAL, new PageExtras("worker", false, new JobBoard(config)));
    }
}
