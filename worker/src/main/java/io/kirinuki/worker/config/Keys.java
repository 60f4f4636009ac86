package io.kirinuki.worker.config;

import io.kirinuki.worker.config.Key.Kind;
import io.smallrye.config.common.utils.StringUtil;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Every key there is, read off the record tree in its order; each secret has a second key for a file that holds it. */
final class Keys {
    private static final List<Key> ALL = below(WorkerConfig.PREFIX, WorkerConfig.class);

    private Keys() {}

    static List<Key> all() {
        return ALL;
    }

    static Optional<Key> named(String name) {
        return ALL.stream().filter(key -> key.name().equals(name)).findFirst();
    }

    static Stream<Key> maps() {
        return ALL.stream().filter(key -> key.kind() == Kind.MAP);
    }

    static Stream<Key> secrets() {
        return ALL.stream().filter(Key::secret);
    }

    /** The key of a component, or the start of its section's keys. */
    static String name(String section, RecordComponent component) {
        return section + "." + StringUtil.skewer(component.getName());
    }

    private static List<Key> below(String section, Class<?> type) {
        var keys = new ArrayList<Key>();
        for (var component : type.getRecordComponents()) {
            var setting = component.getAnnotation(Setting.class);
            var name = name(section, component);
            if (setting == null) {
                keys.addAll(below(name, component.getType()));
            } else {
                var key = key(name, component, setting);
                keys.add(key);
                if (key.secret()) keys.add(fileOf(key));
            }
        }
        return List.copyOf(keys);
    }

    private static Key key(String name, RecordComponent component, Setting setting) {
        var fallback = given(setting.fallback());
        Kind kind = fallback.isPresent() ? Kind.DEFAULTED : Kind.REQUIRED;
        Class<?> type = component.getType();
        if (type == Optional.class) {
            kind = Kind.OPTIONAL;
            type = argument(component.getGenericType());
        } else if (type == Map.class) {
            kind = Kind.MAP;
            type = String.class;
        }
        return new Key(name, kind, type, setting.meaning(), fallback, given(setting.least()), given(setting.most()));
    }

    private static Key fileOf(Key secret) {
        return new Key(
                secret.fileName(),
                Kind.OPTIONAL,
                Path.class,
                "File that holds `" + secret.name() + "`, in its place.",
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Class<?> argument(Type optional) {
        return (Class<?>) ((ParameterizedType) optional).getActualTypeArguments()[0];
    }

    private static Optional<String> given(String text) {
        return Optional.of(text).filter(it -> !it.isEmpty());
    }
}
