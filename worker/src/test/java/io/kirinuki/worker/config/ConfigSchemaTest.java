package io.kirinuki.worker.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.ByteSize;
import io.kirinuki.schema.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The Helm chart refuses what a worker would refuse at its start: its schema of {@code config} is made of the settings. */
class ConfigSchemaTest {
    private static final Path SCHEMA = Path.of("..", "deploy", "helm", "kirinuki", "values.schema.json");

    @Test
    void chartKnowsTheSettingsThatTheCodeReads() throws IOException {
        ObjectNode schema = (ObjectNode) Json.MAPPER.readTree(Files.readString(SCHEMA));
        ObjectNode written = schema.deepCopy();
        ((ObjectNode) written.get("$defs")).set("config", config());
        String text = Json.MAPPER
                        .writer()
                        .with(SerializationFeature.INDENT_OUTPUT)
                        .writeValueAsString(written)
                        .replace("\r\n", "\n")
                + "\n";
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target", "values.schema.json"), text);
        assertThat(schema.at("/$defs/config").equals(Json.MAPPER.readTree(config().toString())))
                .as("when settings change, copy worker/target/values.schema.json to deploy/helm/kirinuki")
                .isTrue();
    }

    private static ObjectNode config() {
        ObjectNode root = section();
        for (Key key : Keys.all()) {
            String[] names = key.name().split("\\.");
            ObjectNode at = root;
            for (int i = 1; i < names.length - 1; i++) {
                ObjectNode properties = (ObjectNode) at.get("properties");
                if (!properties.has(names[i])) properties.set(names[i], section());
                at = (ObjectNode) properties.get(names[i]);
            }
            ((ObjectNode) at.get("properties")).set(names[names.length - 1], setting(key));
        }
        return root;
    }

    private static ObjectNode section() {
        ObjectNode section = Json.MAPPER.createObjectNode();
        section.put("type", "object").put("additionalProperties", false);
        section.putObject("properties");
        return section;
    }

    private static ObjectNode setting(Key key) {
        ObjectNode setting = Json.MAPPER.createObjectNode();
        setting.put("description", key.meaning());
        Class<?> type = key.type();
        if (key.kind() == Key.Kind.MAP) {
            setting.put("type", "object")
                    .putObject("additionalProperties")
                    .set("type", types("string", "number", "boolean"));
        } else if (type == boolean.class) {
            setting.put("type", "boolean");
        } else if (type.isEnum()) {
            ArrayNode values = setting.putArray("enum");
            Arrays.stream(type.getEnumConstants())
                    .map(value ->
                            ((Enum<?>) value).name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .forEach(values::add);
        } else if (type == int.class || type == long.class) {
            setting.put("type", "integer");
            key.least().ifPresent(least -> setting.put("minimum", Long.parseLong(least)));
            key.most().ifPresent(most -> setting.put("maximum", Long.parseLong(most)));
        } else if (type == double.class) {
            setting.put("type", "number");
            key.least().ifPresent(least -> setting.put("minimum", Double.parseDouble(least)));
            key.most().ifPresent(most -> setting.put("maximum", Double.parseDouble(most)));
        } else if (type == Duration.class) {
            setting.put("type", "string").put("pattern", "^([0-9.]+ ?(ms|s|m|h|d)|P.+)$");
        } else if (type == ByteSize.class) {
            setting.set("type", types("string", "integer"));
        } else {
            setting.put("type", "string");
        }
        return setting;
    }

    private static ArrayNode types(String... names) {
        ArrayNode types = Json.MAPPER.createArrayNode();
        for (String name : names) types.add(name);
        return types;
    }
}
