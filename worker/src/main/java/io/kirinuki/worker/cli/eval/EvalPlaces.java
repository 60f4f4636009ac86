package io.kirinuki.worker.cli.eval;

import io.kirinuki.evaluation.Stock;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.worker.cli.ConfigFile;
import io.kirinuki.worker.config.ConfigReader;
import io.kirinuki.worker.config.StoreConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/**
 * Where results and truth are: the options that the commands of {@code eval} share. The store is connected to where a
 * place is in a bucket, by {@code kirinuki.store} of the configuration, for results by what that says of artifacts, until
 * this is closed.
 */
final class EvalPlaces implements AutoCloseable {
    private static final String SCHEME = "s3://";

    private final Map<String, String> environment;
    /** By the option whose place is in one. */
    private final Map<String, ObjectStore> stores = new HashMap<>();

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--predicted",
            paramLabel = "PLACE",
            required = true,
            description = "What was made: a folder, a file, or s3://bucket/prefix.")
    private String predicted;

    @Option(
            names = "--truth",
            paramLabel = "PLACE",
            required = true,
            description = "What is right: a folder, a file, or s3://bucket/prefix.")
    private String truth;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write all figures and every problem to this file, as JSON.")
    private Optional<Path> report = Optional.empty();

    @Mixin
    private final ConfigFile config = new ConfigFile();

    EvalPlaces(Map<String, String> environment) {
        this.environment = environment;
    }

    Stock predicted() {
        return stock("--predicted", predicted, config -> config.ofArtifacts().orElseGet(config::connection));
    }

    Stock truth() {
        return stock("--truth", truth, StoreConfig::connection);
    }

    Stock photos(String place) {
        return stock("--photos", place, StoreConfig::connection);
    }

    Optional<Path> report() {
        return report;
    }

    private Stock stock(String option, String place, Function<StoreConfig, io.kirinuki.store.StoreConfig> connection) {
        if (!place.startsWith(SCHEME)) {
            Path path = Path.of(place);
            if (Files.exists(path)) return new Stock.Folder(path);
            throw new ParameterException(spec.commandLine(), "%s: there is no %s".formatted(option, place));
        }
        String[] parts = place.substring(SCHEME.length()).split("/", 2);
        if (parts[0].isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "%s: s3://bucket/prefix expected, found %s".formatted(option, place));
        }
        ObjectStore store = stores.computeIfAbsent(
                option, unused -> new MinioStore(connection.apply(ConfigReader.readStore(config.file(), environment))));
        return new Stock.Bucket(store, parts[0], parts.length > 1 ? parts[1] : "");
    }

    @Override
    public void close() {
        stores.values().forEach(ObjectStore::close);
        stores.clear();
    }
}
