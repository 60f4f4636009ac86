package io.kirinuki.local;

import io.kirinuki.local.process.ProcessCommand;
import io.kirinuki.worker.Main;
import io.kirinuki.worker.cli.Cli;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.List;

/** The whole command line: the worker's, and the commands that need no other machine. */
public final class Kirinuki {
    private Kirinuki() {}

    public static void main(String[] arguments) {
        // Where a picture goes to standard output, what a library prints does not.
        if (List.of(arguments).containsAll(List.of("process", "-"))) System.setOut(System.err);
        var out = new FileOutputStream(FileDescriptor.out);
        var process = new ProcessCommand(System.getenv(), System.in, out);
        var commands = Cli.commandLine(Main::start, System.getenv(), new DemoCommand(), process);
        System.exit(commands.execute(arguments));
    }
}
