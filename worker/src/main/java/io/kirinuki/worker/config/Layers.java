package io.kirinuki.worker.config;

import io.kirinuki.worker.config.Key.Kind;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.common.MapBackedConfigSource;
import io.smallrye.config.common.utils.StringUtil;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.DuplicateKeyException;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The places values come from, each hiding those before it: defaults, the file, the environment, overrides, and last
 * the files that hold secrets. An empty value counts as not given, wherever it stands; nothing is expanded within
 * values, so that a password may hold a dollar and a brace.
 */
final class Layers {
    private final List<String> problems;
    private final Predicate<String> counts;

    /** Problems found on the way are added to the list. Of file and environment only keys that count are taken. */
    Layers(List<String> problems, Predicate<String> counts) {
        this.problems = problems;
        this.counts = counts;
    }

    SmallRyeConfig merge(Optional<Path> file, Map<String, String> environment, Map<String, String> overrides) {
        var defaults = new LinkedHashMap<String, String>();
        Keys.all().forEach(key -> key.effectiveFallback().ifPresent(text -> defaults.put(key.name(), text)));
        var layers = new ArrayList<ConfigSource>();
        layers.add(layer("default", 100, defaults));
        file.ifPresent(it -> layers.add(layer("file " + it, 200, counting(fileValues(it)))));
        layers.add(layer("environment", 300, counting(Environment.read(environment, problems))));
        layers.add(layer("override", 400, known(overrides)));
        layers.add(layer("secret file", 500, secretFiles(config(layers))));
        return config(layers);
    }

    private Map<String, String> counting(Map<String, String> values) {
        var counting = new TreeMap<>(values);
        counting.keySet().removeIf(counts.negate());
        return counting;
    }

    /** The greater ordinal hides the lesser. */
    private static ConfigSource layer(String name, int ordinal, Map<String, String> values) {
        return new MapBackedConfigSource(name, values, ordinal) {};
    }

    private static SmallRyeConfig config(List<ConfigSource> sources) {
        return new SmallRyeConfigBuilder()
                .withSources(sources.toArray(ConfigSource[]::new))
                .build();
    }

    private Map<String, String> fileValues(Path file) {
        try {
            var text = Files.readString(file);
            var parsed = strictly(text);
            if (parsed == null) return Map.of();
            if (!(parsed instanceof Map)) {
                problems.add("--config: the file %s holds no keys".formatted(file));
                return Map.of();
            }
            return known(new YamlConfigSource(file.toString(), text).getProperties());
        } catch (IOException unreadable) {
            problems.add("--config: the file %s cannot be read: %s".formatted(file, reason(unreadable)));
        } catch (YAMLException malformed) {
            problems.add("--config: the file %s is not YAML: %s".formatted(file, reason(malformed)));
        }
        return Map.of();
    }

    /** Without what is empty or unknown, and with the names of entries of maps unquoted. */
    private Map<String, String> known(Map<String, String> given) {
        var values = new TreeMap<String, String>();
        new TreeMap<>(given).forEach((written, text) -> {
            // A YAML list arrives joined by commas under its key, and once more under key[0], key[1] …
            var name = StringUtil.unindexed(written);
            var map = Keys.maps()
                    .map(Key::name)
                    .filter(it -> name.startsWith(it + "."))
                    .findFirst();
            if (map.isPresent()) {
                values.put(
                        map.get() + "." + name.substring(map.get().length() + 1).replace("\"", ""), text);
            } else if (Keys.named(name).filter(key -> key.kind() != Kind.MAP).isEmpty()) {
                problems.add(RetiredKeys.problem(name)
                        .orElseGet(() -> UnknownKeys.problem(
                                name, "key", Keys.all().stream().map(Key::name))));
            } else if (name.equals(written)) {
                values.put(name, text);
            }
        });
        values.values().removeIf(String::isBlank);
        return values;
    }

    /** Parses ahead of SmallRye, which would let the last of two equal keys win. */
    private static Object strictly(String yaml) {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return new Yaml(new SafeConstructor(options)).load(yaml);
    }

    private static String reason(IOException unreadable) {
        return switch (unreadable) {
            case NoSuchFileException missing -> "there is no such file";
            case AccessDeniedException denied -> "access is denied";
            default -> String.valueOf(unreadable.getMessage());
        };
    }

    /** Without the words of SnakeYAML, which may be those of a secret that was not quoted. */
    private static String reason(YAMLException malformed) {
        return switch (malformed) {
            case DuplicateKeyException twice -> "a key stands twice%s".formatted(place(twice));
            case MarkedYAMLException marked -> "quote values with special characters%s".formatted(place(marked));
            default -> "it cannot be read as text";
        };
    }

    private static String place(MarkedYAMLException marked) {
        return Optional.ofNullable(marked.getProblemMark())
                .map(mark -> ", line %d, column %d".formatted(mark.getLine() + 1, mark.getColumn() + 1))
                .orElse("");
    }

    /** What the files hold that stand in for secrets. */
    private Map<String, String> secretFiles(SmallRyeConfig merged) {
        var secrets = new LinkedHashMap<String, String>();
        Keys.secrets().forEach(key -> {
            var file = merged.getConfigValue(key.fileName()).getValue();
            if (file == null) return;
            if (merged.getConfigValue(key.name()).getValue() != null) {
                problems.add("%s: %s is given too; give one of them".formatted(key.fileName(), key.name()));
                return;
            }
            secrets.put(key.name(), secret(key, Path.of(file)));
        });
        return secrets;
    }

    private String secret(Key key, Path file) {
        try {
            // Editors and echo end a file with a line break that is no part of the secret.
            var secret = Files.readString(file).strip();
            if (secret.isEmpty()) problems.add("%s: the file %s is empty".formatted(key.fileName(), file));
            return secret;
        } catch (IOException unreadable) {
            problems.add("%s: the file %s cannot be read: %s".formatted(key.fileName(), file, reason(unreadable)));
            return "";
        }
    }
}
