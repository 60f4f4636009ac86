package io.kirinuki.local;

import io.kirinuki.local.process.JobRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the whole system at work on the pictures that come along. */
@Command(
        name = "demo",
        description = "Cuts out the bundled sample images on this machine, through a real Kafka and a real S3 server.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all samples were cut out",
            "1:the system broke; the log says why",
            "2:wrong usage, or the folder is in use",
            "130:stopped by Ctrl-C, cleanly"
        })
final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--exit", description = "Stop when all samples are done; otherwise the system keeps running.")
    private boolean exit;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out/demo",
            description = "Folder for artifacts and results.jsonl (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.println("Starting Kafka, S3 and a worker on this machine ...");
        terminal.flush();
        try (LocalSystem system = LocalSystem.start(out.resolve(".system"), true)) {
            terminal.printf("Watch it, and drop pictures of your own: %s%n", page(system));
            terminal.flush();
            JobRun.Summary summary = JobRun.ofUploads(system, "cutout-with-mask", Samples.inputs(), out, terminal);
            if (!exit) {
                Path config = out.resolve("kirinuki.yaml");
                system.writeConfig(config);
                terminal.printf(
                        """
                        The system keeps running; stop it with Ctrl-C.
                          Kafka    %s   topics %s, %s, %s, %s
                          S3       %s   buckets %s, %s; access key %s, secret key %s
                          worker   %s   the live page; /livez /readyz /metrics
                          HTTP     curl -F file=@photo.jpg '%s/v1/images?pipeline=cutout' -o cutout.png
                          More     ./kirinuki replay --from earliest --config %s
                        """,
                        system.bootstrap(),
                        LocalSystem.REQUESTS,
                        LocalSystem.BACKFILL,
                        LocalSystem.RESULTS,
                        LocalSystem.FAILURES,
                        system.storeEndpoint(),
                        LocalSystem.PHOTOS,
                        LocalSystem.ARTIFACTS,
                        EmbeddedStore.ACCESS_KEY,
                        EmbeddedStore.SECRET_KEY,
                        page(system),
                        "http://127.0.0.1:" + system.worker().httpPort().orElseThrow(),
                        config);
                terminal.flush();
                system.awaitStop();
            }
            return summary.failed() == 0 ? 0 : 1;
        }
    }

    private static String page(LocalSystem system) {
        return "http://127.0.0.1:%d/".formatted(system.worker().adminPort());
    }
}
