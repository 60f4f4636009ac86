package io.kirinuki.worker.cli.models;

import io.kirinuki.catalogue.Catalogue;
import io.kirinuki.catalogue.CatalogueException;
import io.kirinuki.catalogue.InstalledModel;
import io.kirinuki.catalogue.Licence;
import io.kirinuki.model.ModelException;
import io.kirinuki.worker.cli.ConfigFile;
import io.kirinuki.worker.config.ConfigReader;
import io.kirinuki.worker.config.ModelsConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where models are, and where they can be had: the options that the commands about models share. */
final class ModelPlaces {
    private final Map<String, String> environment;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "Folder with the models; without it, kirinuki.models.directory of the configuration.")
    private Optional<Path> directory = Optional.empty();

    @Option(
            names = "--catalogue",
            paramLabel = "FILE",
            description = "A catalogue of your own, added to the one that comes along; without it,"
                    + " kirinuki.models.catalogue of the configuration, if any.")
    private Optional<Path> catalogue = Optional.empty();

    @Mixin
    private final ConfigFile config = new ConfigFile();

    ModelPlaces(Map<String, String> environment) {
        this.environment = environment;
    }

    private ModelsConfig configured() {
        return ConfigReader.readModels(config.file(), environment);
    }

    Path directory() {
        return directory.orElseGet(() -> configured().directory());
    }

    Catalogue catalogue() throws CatalogueException {
        var own = catalogue.or(() -> configured().catalogue());
        return own.isPresent() ? Catalogue.builtIn().with(own.get()) : Catalogue.builtIn();
    }

    List<InstalledModel> installed() throws CatalogueException {
        return InstalledModel.in(directory());
    }

    /** All installed versions of a model. */
    List<InstalledModel> installed(String name) throws CatalogueException {
        return installed().stream().filter(model -> model.name().equals(name)).toList();
    }

    /** What the catalogue knows, else what the manifest says. */
    Licence licence(InstalledModel model) throws CatalogueException, ModelException {
        var known = catalogue().entries().stream()
                .filter(entry -> entry.title().equals(model.title()))
                .findFirst();
        return known.isPresent()
                ? known.get().licence()
                : Licence.named(model.manifest().licence());
    }
}
