package io.kirinuki.worker.cli.models;

import io.kirinuki.catalogue.CatalogueEntry;
import io.kirinuki.catalogue.CatalogueException;
import io.kirinuki.catalogue.Patience;
import io.kirinuki.catalogue.Pull;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fetches a model. {@code --version} is the model's here, so the usual options are not mixed in. */
@Command(
        name = "pull",
        description = "Fetches a model of the catalogue into the models directory. A download that ended early is gone"
                + " on with. Proxies are named as for any Java: -Dhttps.proxyHost=… in KIRINUKI_JAVA_OPTS, or in"
                + " JDK_JAVA_OPTIONS for a container.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the model is installed",
            "1:it could not be fetched or is not what the catalogue means; the message says why",
            "2:wrong usage, or the licence was not accepted"
        })
final class ModelsPullCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private final ModelPlaces places;

    @Parameters(paramLabel = "NAME", description = "A model of the catalogue.")
    private String name;

    @Option(names = "--version", paramLabel = "VERSION", description = "Without it, the latest.")
    private Optional<String> version = Optional.empty();

    @Option(
            names = "--accept-licence",
            description =
                    "I have read the licence and keep to it: needed where it forbids commercial use, or where none"
                            + " is stated.")
    private boolean accepted;

    /** Nothing is left to do: picocli prints the help by itself. */
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    void help(boolean asked) {}

    ModelsPullCommand(Map<String, String> environment) {
        places = new ModelPlaces(environment);
    }

    @Override
    public Integer call() throws CatalogueException, InterruptedException {
        var out = spec.commandLine().getOut();
        var err = spec.commandLine().getErr();
        var entry = places.catalogue().find(name, version);
        var pull = new Pull(places.directory(), Patience.USUAL);
        var before = pull.installed(entry);
        if (before.isPresent()) {
            out.printf(
                    "%s is installed already in %s; `kirinuki models verify %s` checks it%n",
                    entry.title(), before.get(), name);
            out.flush();
            return 0;
        }
        ModelsLicenceCommand.lines(entry.licence()).forEach(out::println);
        out.flush();
        if (entry.licence().needsAcceptance() && !accepted) return refused(entry, err);
        if (entry.digest().isEmpty()) {
            out.println("No digest is published for this file: what comes now is what later checks compare with.");
            out.flush();
        }
        try (var progress = new PullProgress(entry.title(), err)) {
            var folder = pull.run(entry, progress);
            progress.close();
            out.printf("%s is installed in %s%n", entry.title(), folder);
            out.flush();
        }
        return 0;
    }

    private static int refused(CatalogueEntry entry, PrintWriter err) {
        err.printf(
                "%s was not pulled: read %s, and if you may use it so, say --accept-licence%n",
                entry.title(), entry.licence().text());
        err.flush();
        return 2;
    }
}
