package io.kirinuki.local;

import io.kirinuki.local.process.ProcessCommand;
import io.kirinuki.worker.Main;
import io.kirinuki.worker.cli.Cli;
import java.io.FileDescriptor;
import java.io.FileOutputStream;

/** The whole command line: the worker's, and the commands that need no other machine. */
public final class Kirinuki {
    private Kirinuki() {}

    public static void main(String[] arguments) {
        // Whatever a library prints, standard output is for what was asked for.
        var out = new FileOutputStream(FileDescriptor.out);
        var process = new ProcessCommand(System.getenv(), System.in, out);
        var commands = Cli.commandLine(Main::start, System.getenv(), new DemoCommand(), process);
        System.exit(commands.execute(arguments));
    }
}
