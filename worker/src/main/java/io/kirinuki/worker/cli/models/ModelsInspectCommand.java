package io.kirinuki.worker.cli.models;

import io.kirinuki.catalogue.CatalogueEntry;
import io.kirinuki.catalogue.CatalogueException;
import io.kirinuki.catalogue.InstalledModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** All that is known of one model. */
@Command(
        name = "inspect",
        description = "Tells all about a model: its catalogue entry, and the manifests of the versions installed.",
        mixinStandardHelpOptions = true)
final class ModelsInspectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private final ModelPlaces places;

    @Parameters(paramLabel = "NAME", description = "A model that is installed or in the catalogue.")
    private String name;

    ModelsInspectCommand(Map<String, String> environment) {
        places = new ModelPlaces(environment);
    }

    @Override
    public Integer call() throws CatalogueException {
        var out = spec.commandLine().getOut();
        var catalogue = places.catalogue();
        var installed = places.installed(name);
        if (installed.isEmpty() || catalogue.latest(name).isPresent()) {
            print(catalogue.find(name, Optional.empty()), out);
        }
        for (var model : installed) print(model, out);
        if (installed.isEmpty()) out.printf("%nNot installed: `kirinuki models pull %s`%n", name);
        out.flush();
        return 0;
    }

    private static void print(CatalogueEntry entry, PrintWriter out) {
        out.printf("%s: %s%n", entry.title(), entry.about());
        out.println("Published at:   " + entry.source());
        out.println("Fetched from:   " + entry.url());
        out.println(
                "Size:           " + entry.bytes().map("%d bytes"::formatted).orElse("unknown"));
        out.println("Digest:         "
                + entry.digest()
                        .map(String::valueOf)
                        .orElse("none published; the first download is taken at its word"));
        ModelsLicenceCommand.lines(entry.licence()).forEach(out::println);
    }

    private static void print(InstalledModel model, PrintWriter out) throws CatalogueException {
        out.printf("%nInstalled as %s%n", model.folder().toAbsolutePath().normalize());
        var card = model.folder().resolve("README.md");
        if (Files.exists(card))
            out.println("Its card, with figures: " + card.toAbsolutePath().normalize());
        try {
            Files.readString(model.folder().resolve("model.yaml")).lines().forEach(line -> out.println("  " + line));
        } catch (IOException e) {
            throw new CatalogueException("the manifest of %s cannot be read: %s".formatted(model.folder(), e), e);
        }
    }
}
