package io.kirinuki.local;

import io.kirinuki.worker.Main;
import io.kirinuki.worker.cli.Cli;

/** The whole command line: the worker's, and the commands that need no other machine. */
public final class Kirinuki {
    private Kirinuki() {}

    public static void main(String[] arguments) {
        var commands = Cli.commandLine(Main::start, System.getenv(), new DemoCommand(), new ProcessCommand());
        System.exit(commands.execute(arguments));
    }
}
