package io.kirinuki.worker.cli.models;

import io.kirinuki.catalogue.CatalogueEntry;
import io.kirinuki.catalogue.CatalogueException;
import io.kirinuki.catalogue.InstalledModel;
import io.kirinuki.model.ModelException;
import io.kirinuki.worker.cli.TextTable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What is installed, and what can be had. */
@Command(
        name = "list",
        description = "Lists the models that are installed, and those that can be pulled.",
        mixinStandardHelpOptions = true)
final class ModelsListCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private final ModelPlaces places;

    ModelsListCommand(Map<String, String> environment) {
        places = new ModelPlaces(environment);
    }

    @Override
    public Integer call() throws CatalogueException {
        var rows = new ArrayList<List<String>>();
        var here = new HashSet<String>();
        for (var model : places.installed()) {
            here.add(model.title());
            rows.add(row(model));
        }
        for (var entry : places.catalogue().entries()) {
            if (!here.contains(entry.title())) rows.add(row(entry));
        }
        var out = spec.commandLine().getOut();
        new TextTable("NAME", "VERSION", "TASK", "SIZE", "LICENCE", "COMMERCIAL USE", "STATE").print(rows, out);
        out.flush();
        return 0;
    }

    private List<String> row(InstalledModel model) throws CatalogueException {
        try {
            var manifest = model.manifest();
            return List.of(
                    model.name(),
                    model.version(),
                    lower(manifest.task()),
                    size(sizeOf(model, manifest.file())),
                    manifest.licence(),
                    lower(places.licence(model).commercialUse()),
                    "installed");
        } catch (ModelException e) {
            return List.of(model.name(), model.version(), "?", "?", "?", "?", "broken: " + e.getMessage());
        }
    }

    private static List<String> row(CatalogueEntry entry) {
        return List.of(
                entry.name(),
                entry.version(),
                entry.manifest().path("task").asString("?"),
                size(entry.bytes()),
                entry.licence().name(),
                lower(entry.licence().commercialUse()),
                "can be pulled: " + entry.about());
    }

    private static Optional<Long> sizeOf(InstalledModel model, String file) {
        try {
            return Optional.of(Files.size(model.folder().resolve(file)));
        } catch (IOException e) {
            return Optional.empty(); // verify tells
        }
    }

    private static String size(Optional<Long> bytes) {
        return bytes.map(it -> String.format(Locale.ROOT, "%.1f MB", it / 1e6)).orElse("?");
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
