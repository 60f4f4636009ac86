package io.kirinuki.local.process;

import io.kirinuki.local.Content;
import io.kirinuki.local.FolderStore;
import io.kirinuki.local.LocalSystem;
import io.kirinuki.worker.NamedFiles;
import io.kirinuki.worker.cli.ConfigFile;
import io.kirinuki.worker.cli.Version;
import io.kirinuki.worker.config.WorkerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts a person's own files through the whole system. */
@Command(
        name = "process",
        description = "Puts your own files and folders through a pipeline on this machine. The same command again skips"
                + " what is done; files, pipelines and models that changed are done anew.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  kirinuki process photos --out cut",
            "  kirinuki process photos --out cut --background '#ffffff' --watch",
            "  kirinuki process - < cat.jpg > cat.png"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all images succeeded",
            "1:the system broke; the log says why",
            "2:wrong usage, as a file that is not there, or the folder is in use",
            "3:some images failed; each is named with its reason",
            "130:stopped by Ctrl-C, cleanly; the same command goes on"
        })
public final class ProcessCommand implements Callable<Integer> {
    private static final Path STANDARD_INPUT = Path.of("-");
    private static final int STOPPED = 130;

    private final Map<String, String> environment;
    private final InputStream standardInput;
    private final OutputStream standardOutput;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "PATH",
            description =
                    "Image files, and folders to search for them; - alone reads one picture from standard input and"
                            + " writes one to standard output.")
    private List<Path> paths;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Folder for artifacts, index.html to look at them, and results.jsonl. What is known of the work"
                            + " lies in its folder .system, which may be deleted when nothing runs.")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--watch",
            description = "Go on with what comes into the folders, until Ctrl-C. Files that are still being written are"
                    + " waited for.")
    private boolean watch;

    @Mixin
    private final WishOptions wishes = new WishOptions();

    @Mixin
    private final ConfigFile config = new ConfigFile();

    public ProcessCommand(Map<String, String> environment, InputStream standardInput, OutputStream standardOutput) {
        this.environment = environment;
        this.standardInput = standardInput;
        this.standardOutput = standardOutput;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        WorkerConfig worker = LocalSystem.config(config.file(), environment, wishes.keys());
        Wish wish = wishes.wish(NamedFiles.pipelines(worker), worker.models().directory());
        if (paths.contains(STANDARD_INPUT)) return piped(wish);
        Path folder = out.orElseThrow(() -> wrong("--out: is required; name a folder for what is made"));
        return watch ? watched(wish, folder) : all(wish, folder);
    }

    private int all(Wish wish, Path folder) throws IOException, InterruptedException {
        Inputs inputs = inputs(folder);
        List<Input> found = inputs.found();
        if (found.isEmpty()) throw wrong("PATH: no image files in " + paths);
        int code = run(wish, folder, Arrivals.of(found), found, found.size());
        PrintWriter terminal = spec.commandLine().getOut();
        if (inputs.skipped() > 0)
            terminal.printf("%d files that are not named like images were left out%n", inputs.skipped());
        terminal.flush();
        return code;
    }

    private int watched(Wish wish, Path folder) throws IOException, InterruptedException {
        for (Path path : paths) {
            if (!Files.isDirectory(path)) throw wrong("--watch: %s is no folder".formatted(path));
            if (whole(path).startsWith(whole(folder))) {
                throw wrong("--out: results in %s would be taken for pictures that come; name another folder"
                        .formatted(folder));
            }
        }
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.printf("Watching %s; stop with Ctrl-C%n", paths);
        terminal.flush();
        List<Input> there = inputs(folder).found();
        return run(wish, folder, new FillingFolders(paths, folder, System::nanoTime), there, -1);
    }

    private static Path whole(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /** @param owed what the worker may have begun in an earlier run */
    private int run(Wish wish, Path folder, Arrivals arrivals, List<Input> owed, int expected)
            throws IOException, InterruptedException {
        AtomicReference<FolderStore> store = new AtomicReference<>();
        try (LocalSystem system =
                LocalSystem.ofFiles(folder.resolve(".system"), config.file(), environment, wishes.keys(), opened -> {
                    store.set(opened);
                    owed.forEach(input -> opened.lend(LocalSystem.photo(input.name()), input.content()));
                })) {
            JobRun.Summary summary = JobRun.of(
                    system,
                    wish,
                    arrivals,
                    expected,
                    Delivery.loan(store.get()),
                    UUID.randomUUID().toString().substring(0, 8),
                    folder,
                    spec.commandLine().getOut());
            if (system.stopping()) return STOPPED;
            return summary.failed() == 0 ? 0 : 3;
        }
    }

    private int piped(Wish wish) throws IOException, InterruptedException {
        if (paths.size() > 1 || out.isPresent() || watch) {
            throw wrong("-: stands alone, without --out and --watch: one picture comes in, one goes out");
        }
        Input input = new Input("standard-input", Content.of(standardInput.readAllBytes()));
        PrintWriter terminal = spec.commandLine().getErr();
        return new PipedPicture(wish, input, standardOutput, terminal).run(config.file(), environment, wishes.keys());
    }

    private Inputs inputs(Path folder) throws IOException {
        try {
            return Inputs.of(paths, folder);
        } catch (NoSuchFileException e) {
            throw wrong("PATH: there is no " + e.getMessage());
        }
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
