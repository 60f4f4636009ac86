package io.kirinuki.worker.config;

import io.kirinuki.worker.config.EffectiveConfig.Value;
import io.kirinuki.worker.config.Key.Kind;
import io.smallrye.config.SmallRyeConfig;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The only reader of the configuration: builds the record tree from defaults, one YAML file, the environment and
 * overrides, the later hiding the earlier.
 *
 * <p>Failures: reads to the end whatever it meets, and then throws one {@link ConfigException} with every problem.
 * Values that contradict each other are compared once each of them can be read.
 */
public final class ConfigReader {
    /** The environment variable that names the file where the command line does not. */
    public static final String FILE_VARIABLE = "KIRINUKI_CONFIG_FILE";

    private final List<String> problems = new ArrayList<>();
    private final List<Value> values = new ArrayList<>();
    private final SmallRyeConfig merged;

    private ConfigReader(Optional<Path> file, Map<String, String> environment, Map<String, String> overrides) {
        this(file, environment, overrides, name -> true);
    }

    private ConfigReader(
            Optional<Path> file,
            Map<String, String> environment,
            Map<String, String> overrides,
            Predicate<String> counts) {
        var named = file.or(() -> Optional.ofNullable(environment.get(FILE_VARIABLE))
                .filter(text -> !text.isBlank())
                .map(Path::of));
        merged = new Layers(problems, counts).merge(named, environment, overrides);
    }

    /** Reads a worker's configuration; the keys of overrides are written in full, {@code kirinuki.store.endpoint}. */
    public static EffectiveConfig read(
            Optional<Path> file, Map<String, String> environment, Map<String, String> overrides) {
        return new ConfigReader(file, environment, overrides).all();
    }

    /**
     * Reads a worker's configuration of which only these sections count in file and environment, such as {@code engine}: for
     * one whose surroundings are not the reader's to choose.
     */
    public static EffectiveConfig readSections(
            Optional<Path> file, Set<String> sections, Map<String, String> environment, Map<String, String> overrides) {
        return new ConfigReader(file, environment, overrides, name -> sections.contains(name.split("\\.")[1])).all();
    }

    private EffectiveConfig all() {
        var config = section(WorkerConfig.PREFIX, WorkerConfig.class);
        if (!problems.isEmpty()) throw new ConfigException(problems);
        return new EffectiveConfig((WorkerConfig) config.orElseThrow(), values);
    }

    /** Reads of a worker's configuration what says where models are; the rest may be missing. */
    public static ModelsConfig readModels(Optional<Path> file, Map<String, String> environment) {
        var reader = new ConfigReader(file, environment, Map.of());
        var config = reader.section(WorkerConfig.PREFIX + ".models", ModelsConfig.class);
        if (!reader.problems.isEmpty()) throw new ConfigException(reader.problems);
        return (ModelsConfig) config.orElseThrow();
    }

    /** Reads of a worker's configuration what says where objects are; the rest may be missing. */
    public static StoreConfig readStore(Optional<Path> file, Map<String, String> environment) {
        var reader = new ConfigReader(file, environment, Map.of());
        var config = reader.section(WorkerConfig.PREFIX + ".store", StoreConfig.class);
        if (!reader.problems.isEmpty()) throw new ConfigException(reader.problems);
        return (StoreConfig) config.orElseThrow();
    }

    /** Empty if any of its values, or they together, are refused. */
    private Optional<Object> section(String name, Class<?> type) {
        var components = type.getRecordComponents();
        var arguments = new ArrayList<>();
        for (var component : components) {
            component(Keys.name(name, component), component).ifPresent(arguments::add);
        }
        return arguments.size() == components.length ? create(type, components, arguments) : Optional.empty();
    }

    private Optional<Object> create(Class<?> type, RecordComponent[] components, List<Object> arguments) {
        var types = new Class<?>[components.length];
        for (int i = 0; i < types.length; i++) types[i] = components[i].getType();
        try {
            return Optional.of(type.getDeclaredConstructor(types).newInstance(arguments.toArray()));
        } catch (InvocationTargetException refused) {
            if (!(refused.getCause() instanceof ConfigException contradictions))
                throw new IllegalStateException(refused);
            problems.addAll(contradictions.problems());
            return Optional.empty();
        } catch (ReflectiveOperationException bug) {
            throw new IllegalStateException("a section of the configuration cannot be built: " + type, bug);
        }
    }

    private Optional<Object> component(String name, RecordComponent component) {
        var key = Keys.named(name);
        if (key.isEmpty()) return section(name, component.getType());
        return switch (key.get().kind()) {
            case MAP -> Optional.of(entries(key.get()));
            case OPTIONAL -> Optional.of(value(key.get()));
            case REQUIRED, DEFAULTED -> value(key.get());
        };
    }

    private Map<String, String> entries(Key key) {
        var entries = new TreeMap<String, String>();
        for (var name : merged.getPropertyNames()) {
            if (!name.startsWith(key.name() + ".")) continue;
            var value = merged.getConfigValue(name);
            entries.put(name.substring(key.name().length() + 1), value.getValue());
        }
        entries.forEach((entry, text) -> {
            var name = key.name() + "." + entry;
            values.add(new Value(name, shown(key, entry, text), source(name)));
        });
        return entries;
    }

    private static String shown(Key map, String entry, String text) {
        return map.name().endsWith(".properties") ? KafkaSecrets.shown(entry, text) : Hidden.within(text);
    }

    private Optional<Object> value(Key key) {
        var text = Optional.ofNullable(merged.getConfigValue(key.name()).getValue());
        text.ifPresent(it -> values.add(new Value(key.name(), shown(key, it), source(key.name()))));
        if (text.isEmpty() && key.kind() == Kind.REQUIRED) problems.add(missing(key));
        return text.flatMap(it -> converted(key, it));
    }

    static String missing(Key key) {
        if (!key.secret()) return "%s: is required; set it, or %s".formatted(key.name(), key.variable());
        return "%s: is required; set it, %s, or %s".formatted(key.name(), key.variable(), key.fileName());
    }

    private Optional<Object> converted(Key key, String text) {
        try {
            var value = Texts.read(key, text.strip());
            return Optional.of(value instanceof Secret secret ? secret(key, secret) : value);
        } catch (IllegalArgumentException refused) {
            problems.add("%s: \"%s\" %s (from %s)"
                    .formatted(key.name(), shown(key, text), refused.getMessage(), source(key.name())));
            return Optional.empty();
        }
    }

    /** With the file that holds it, where it came from one. */
    private Secret secret(Key key, Secret read) {
        Texts.refuseControl(read.reveal());
        var file = Optional.ofNullable(merged.getConfigValue(key.fileName()).getValue());
        return new Secret(read.reveal(), file.map(Path::of));
    }

    private static String shown(Key key, String text) {
        return key.secret() ? Secret.HIDDEN : Hidden.within(text);
    }

    private String source(String name) {
        return merged.getConfigValue(name).getConfigSourceName();
    }
}
