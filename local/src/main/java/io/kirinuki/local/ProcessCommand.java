package io.kirinuki.local;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts a person's own files through the whole system. */
@Command(
        name = "process",
        description = "Puts your own files and folders through a pipeline on this machine.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all images succeeded",
            "1:the system broke; the log says why",
            "2:wrong usage, as a file that is not there, or the folder is in use",
            "3:some images failed; each is named with its reason",
            "130:stopped by Ctrl-C, cleanly"
        })
final class ProcessCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Image files, and folders to search for them.")
    private List<Path> paths;

    @Option(
            names = "--pipeline",
            paramLabel = "NAME",
            defaultValue = "cutout",
            completionCandidates = PipelineNames.class,
            description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private String pipeline;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Folder for artifacts and results.jsonl. The embedded Kafka and S3 keep their data in its"
                    + " folder .system, which may be deleted when nothing runs.")
    private Path out;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!PipelineNames.ALL.contains(pipeline)) {
            throw wrong("--pipeline: no pipeline is named \"%s\"; there are %s".formatted(pipeline, PipelineNames.ALL));
        }
        Inputs inputs = inputs();
        PrintWriter terminal = spec.commandLine().getOut();
        try (LocalSystem system = LocalSystem.start(out.resolve(".system"))) {
            JobRun.Summary summary = JobRun.of(system, pipeline, inputs.found(), out, terminal);
            if (inputs.skipped() > 0)
                terminal.printf("%d files that are not named like images were left out%n", inputs.skipped());
            terminal.flush();
            return summary.failed() == 0 ? 0 : 3;
        }
    }

    private Inputs inputs() throws IOException {
        try {
            Inputs inputs = Inputs.of(paths, out);
            if (inputs.found().isEmpty()) throw wrong("PATH: no image files in " + paths);
            return inputs;
        } catch (NoSuchFileException e) {
            throw wrong("PATH: there is no " + e.getMessage());
        }
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
