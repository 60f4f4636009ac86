package io.kirinuki.worker.cli.models;

import io.kirinuki.catalogue.CatalogueException;
import io.kirinuki.catalogue.Licence;
import io.kirinuki.model.ModelException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Under what terms a model may be used. */
@Command(
        name = "licence",
        description = "Tells a model's licence, where to read it, and whether commercial use is allowed.",
        mixinStandardHelpOptions = true)
final class ModelsLicenceCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private final ModelPlaces places;

    @Parameters(paramLabel = "NAME", description = "A model that is installed or in the catalogue.")
    private String name;

    ModelsLicenceCommand(Map<String, String> environment) {
        places = new ModelPlaces(environment);
    }

    @Override
    public Integer call() throws CatalogueException {
        var out = spec.commandLine().getOut();
        lines(licence()).forEach(out::println);
        out.flush();
        return 0;
    }

    private Licence licence() throws CatalogueException {
        var installed = places.installed(name);
        if (installed.isEmpty()) {
            return places.catalogue().find(name, Optional.empty()).licence();
        }
        try {
            return places.licence(installed.getLast());
        } catch (ModelException e) {
            throw new CatalogueException(e.getMessage(), e);
        }
    }

    static Iterable<String> lines(Licence licence) {
        var use = switch (licence.commercialUse()) {
            case ALLOWED -> "yes";
            case FORBIDDEN -> "no";
            case UNCLEAR -> "unclear";
        };
        return List.of(
                "Licence:        " + licence.name(),
                "To be read at:  " + licence.text(),
                "Commercial use: %s; %s".formatted(use, licence.reason()));
    }
}
