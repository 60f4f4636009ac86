package io.kirinuki.worker;

import io.kirinuki.worker.cli.Cli;

/** The command line of the worker alone, as in its container image. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(Cli.commandLine(Wiring::start, System.getenv()).execute(arguments));
    }
}
