package io.kirinuki.worker.cli.models;

import io.kirinuki.catalogue.CatalogueException;
import io.kirinuki.catalogue.InstalledModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Whether installed files are still what their manifests say. */
@Command(
        name = "verify",
        description = "Compares the files of installed models with the digests in their manifests.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all match", "2:wrong usage, as a model that is not installed", "3:some do not; each is named"
        })
final class ModelsVerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private final ModelPlaces places;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Models to check; without any, all.")
    private List<String> names = List.of();

    ModelsVerifyCommand(Map<String, String> environment) {
        places = new ModelPlaces(environment);
    }

    @Override
    public Integer call() throws CatalogueException {
        var out = spec.commandLine().getOut();
        boolean allMatch = true;
        for (var model : chosen()) {
            try {
                model.verify();
                out.println(model.title() + ": matches");
            } catch (CatalogueException e) {
                out.println(model.title() + ": " + e.getMessage());
                allMatch = false;
            }
        }
        out.flush();
        return allMatch ? 0 : 3;
    }

    private List<InstalledModel> chosen() throws CatalogueException {
        if (names.isEmpty()) return places.installed();
        var chosen = new ArrayList<InstalledModel>();
        for (var name : names) {
            var versions = places.installed(name);
            if (versions.isEmpty()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "NAME: no model \"%s\" is installed in %s".formatted(name, places.directory()));
            }
            chosen.addAll(versions);
        }
        return chosen;
    }
}
