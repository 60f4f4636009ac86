package io.kirinuki.local;

import io.kirinuki.worker.Wiring;
import io.kirinuki.worker.cli.Cli;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** What a command of the worker's command line said in this process, and its exit code. */
record CommandCall(int exit, String out, String err) {
    static CommandCall of(Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Cli.commandLine(Wiring::start, environment)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new CommandCall(exit, out.toString(), err.toString());
    }
}
