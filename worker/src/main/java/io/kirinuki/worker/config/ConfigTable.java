package io.kirinuki.worker.config;

import java.util.stream.Collectors;

/** The documented table of all keys, as Markdown. */
final class ConfigTable {
    private static final String HEAD = """
            # Configuration of the worker

            Values come from, each hiding those before it: the defaults below, one YAML file (`--config FILE` or
            `KIRINUKI_CONFIG_FILE`), and the environment. An empty value counts as not given. An unknown key, in the
            file or among variables that start with `KIRINUKI_`, stops the start, as does every value that cannot be.
            `kirinuki worker --print-config` prints what is in effect and where it came from.

            Durations are written `100ms`, `5s`, `2m`, `1h` or `PT5S`; sizes `64MiB`, `10MB` or plain bytes.

            In YAML, keys may be nested:

            ```yaml
            kirinuki:
              kafka:
                bootstrap-servers: localhost:9092
                properties:
                  max.poll.records: 32
              store:
                endpoint: http://localhost:9000
                access-key-file: /run/secrets/access-key
                secret-key-file: /run/secrets/secret-key
              output:
                bucket: cutouts
            ```

            | Key | Environment variable | Default | Meaning |
            |---|---|---|---|
            """;

    private ConfigTable() {}

    static String markdown() {
        return Keys.all().stream().map(ConfigTable::row).collect(Collectors.joining("\n", HEAD, "\n"));
    }

    private static String row(Key key) {
        var below = key.kind() == Key.Kind.MAP;
        return "| `%s` | `%s` | %s | %s%s |"
                .formatted(
                        key.name() + (below ? ".*" : ""),
                        key.variable() + (below ? "_*" : ""),
                        fallback(key),
                        key.meaning(),
                        range(key));
    }

    private static String fallback(Key key) {
        return switch (key.kind()) {
            case REQUIRED -> "required";
            case DEFAULTED -> "`" + key.fallback().orElseThrow() + "`";
            case OPTIONAL, MAP -> "none";
        };
    }

    private static String range(Key key) {
        if (key.least().isPresent() && key.most().isPresent()) {
            return " From %s to %s.".formatted(key.least().get(), key.most().get());
        }
        return key.least().map(" At least %s."::formatted).orElse("");
    }
}
