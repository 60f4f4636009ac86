package io.kirinuki.worker.cli.eval;

import io.kirinuki.evaluation.Matching.Problem;
import io.kirinuki.image.Blob;
import io.kirinuki.schema.Json;
import io.kirinuki.worker.cli.ReportFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** What the commands of {@code eval} print and write in the same way. */
final class EvalOutput {
    private static final int MOST_SHOWN = 20;
    private static final int SOME_MISSING = 3;

    private EvalOutput() {}

    static String number(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    /** Names the problems, and gives the exit code. */
    static int end(CommandSpec spec, List<Problem> problems, Optional<Path> report, Object figures) {
        report.ifPresent(file -> ReportFile.write(file, Blob.of(Json.MAPPER.writeValueAsBytes(figures))));
        PrintWriter err = spec.commandLine().getErr();
        spec.commandLine().getOut().flush();
        if (!problems.isEmpty()) err.printf("%d could not be measured:%n", problems.size());
        problems.stream()
                .limit(MOST_SHOWN)
                .forEach(problem -> err.printf("  %s: %s%n", problem.name(), problem.what()));
        if (problems.size() > MOST_SHOWN) {
            err.printf("  and %d more, all in what --report writes%n", problems.size() - MOST_SHOWN);
        }
        err.flush();
        return problems.isEmpty() ? 0 : SOME_MISSING;
    }
}
