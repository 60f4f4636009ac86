package io.kirinuki.local;

import io.kirinuki.local.process.ProcessCommand;
import io.kirinuki.worker.Main;
import io.kirinuki.worker.cli.Cli;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** The whole command line: the worker's, and the commands that need no other machine. */
public final class Kirinuki {
    private Kirinuki() {}

    public static void main(String[] arguments) {
        // Where a picture goes to standard output, what a library prints does not.
        if (List.of(arguments).containsAll(List.of("process", "-"))) System.setOut(System.err);
        var out = new FileOutputStream(FileDescriptor.out);
        System.exit(commandLine(System.getenv(), System.in, out).execute(arguments));
    }

    /** All commands; {@code process} reads its one picture from {@code in} and writes it to {@code out}. */
    public static CommandLine commandLine(Map<String, String> environment, InputStream in, OutputStream out) {
        return Cli.commandLine(Main::start, environment, new DemoCommand(), new ProcessCommand(environment, in, out));
    }
}
