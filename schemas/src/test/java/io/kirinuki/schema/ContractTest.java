package io.kirinuki.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.JsonNode;

/** Records and schemas name the same fields, with the same types, required in the same places. */
class ContractTest {
    static final List<String> EVENTS = Samples.EVENTS;

    /** Components that stand for an absent field without being Optional. */
    private static final Set<String> FILLED_IN = Set.of("operations", "parameters", "output");

    @Test
    void requestMatchesItsSchema() {
        matches(ImageRequest.class, schema("image-request"), "request", Set.of());
    }

    @Test
    void resultMatchesItsSchema() {
        matches(ImageResult.class, schema("image-result"), "result", Set.of("type"));
    }

    @Test
    void failureMatchesItsSchema() {
        matches(ImageFailure.class, schema("image-failure"), "failure", Set.of("type"));
    }

    @Test
    void typesNameTheRecords() {
        assertThat(schema("image-result").at("/properties/type/const").asString())
                .isEqualTo(ImageResult.TYPE);
        assertThat(schema("image-failure").at("/properties/type/const").asString())
                .isEqualTo(ImageFailure.TYPE);
    }

    @ParameterizedTest
    @FieldSource("EVENTS")
    void schemaIsNamedAndEveryFieldDescribed(String event) {
        var schema = schema(event);
        assertThat(schema.get("$schema").asString()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        assertThat(schema.get("$id").asString()).isEqualTo("https://kirinuki.io/schemas/" + event + ".v1.schema.json");
        assertThat(schema.get("title").asString()).isNotBlank();
        described(schema, event);
    }

    @ParameterizedTest
    @FieldSource("EVENTS")
    void examplesInTheSchemaAreValid(String event) {
        var compiled = EventSchema.load(event + ".v1");
        var examples = schema(event).get("examples");
        assertThat(examples).isNotEmpty();
        assertThat(examples)
                .allSatisfy(example -> assertThat(compiled.problems(example)).isEmpty());
    }

    @ParameterizedTest
    @FieldSource("EVENTS")
    void unknownFieldsAreAllowedEverywhere(String event) {
        assertThat(schema(event).findValues("additionalProperties"))
                .allSatisfy(rule -> assertThat(rule.isObject()).isTrue());
        assertThat(schema(event).findValues("unevaluatedProperties")).isEmpty();
    }

    private static void matches(Class<?> type, JsonNode root, String path, Set<String> tags) {
        matches(type, root, root, path, tags);
    }

    private static void matches(Class<?> type, JsonNode schema, JsonNode root, String path, Set<String> tags) {
        var names = new HashSet<>(tags);
        var required = new HashSet<>(tags);
        for (var component : type.getRecordComponents()) {
            var name = component.getName();
            names.add(name);
            if (!isOptional(component)) required.add(name);
            typed(
                    component.getGenericType(),
                    resolved(schema.at("/properties/" + name), root),
                    root,
                    path + "." + name);
        }
        assertThat(schema.path("properties").propertyNames())
                .as("fields of %s", path)
                .containsExactlyInAnyOrderElementsOf(names);
        assertThat(schema.path("required").valueStream().map(JsonNode::asString))
                .as("required fields of %s", path)
                .containsExactlyInAnyOrderElementsOf(required);
    }

    private static boolean isOptional(RecordComponent component) {
        return component.getType() == Optional.class
                || (component.getDeclaringRecord() == ImageRequest.class && FILLED_IN.contains(component.getName()));
    }

    private static void typed(Type type, JsonNode schema, JsonNode root, String path) {
        switch (type) {
            case ParameterizedType outer
            when outer.getRawType() == Optional.class -> typed(outer.getActualTypeArguments()[0], schema, root, path);
            case ParameterizedType outer
            when outer.getRawType() == List.class -> {
                named("array", schema, path);
                typed(outer.getActualTypeArguments()[0], resolved(schema.path("items"), root), root, path + "[]");
            }
            case ParameterizedType outer
            when outer.getRawType() == Map.class -> {
                named("object", schema, path);
                var values = outer.getActualTypeArguments()[1];
                if (values != JsonNode.class) typed(values, schema.path("additionalProperties"), root, path + "{}");
            }
            case Class<?> plain when plain == String.class -> named("string", schema, path);
            case Class<?> plain
            when plain == int.class || plain == Integer.class -> {
                named("integer", schema, path);
                assertThat(schema.path("maximum").longValue(-1))
                        .as("maximum of %s", path)
                        .isBetween(1L, 0x7fffffffL);
            }
            case Class<?> plain when plain == Boolean.class -> named("boolean", schema, path);
            case Class<?> plain when plain == long.class -> named("integer", schema, path);
            case Class<?> plain when plain == double.class || plain == Double.class -> named("number", schema, path);
            case Class<?> plain
            when plain == Instant.class -> {
                named("string", schema, path);
                assertThat(schema.path("format").asString())
                        .as("format of %s", path)
                        .isEqualTo("date-time");
            }
            case Class<?> source
            when source == ImageSource.class -> {
                typed(ObjectRef.class, resolved(schema.path("else"), root), root, path);
                typed(WebAddress.class, resolved(schema.path("then"), root), root, path);
            }
            case Class<?> words
            when words.isEnum() -> {
                named("string", schema, path);
                assertThat(schema.path("enum")
                                .valueStream()
                                .filter(JsonNode::isString)
                                .map(JsonNode::asString))
                        .as("words of %s", path)
                        .containsExactlyElementsOf(Arrays.stream(words.getEnumConstants())
                                .map(word -> Json.MAPPER.valueToTree(word).asString())
                                .toList());
            }
            case Class<?> record
            when record.isRecord() -> {
                named("object", schema, path);
                matches(record, schema, root, path, Set.of());
            }
            default -> throw new AssertionError(path + " has a type this test does not know: " + type);
        }
    }

    private static void named(String type, JsonNode schema, String path) {
        var named = schema.path("type");
        assertThat(named.isArray() ? named.get(0).asString() : named.asString("absent"))
                .as("type of %s", path)
                .isEqualTo(type);
    }

    private static JsonNode resolved(JsonNode schema, JsonNode root) {
        return schema.has("$ref") ? root.at(schema.get("$ref").asString().substring(1)) : schema;
    }

    private static void described(JsonNode schema, String path) {
        assertThat(schema.path("description").asString(""))
                .as("description of %s", path)
                .isNotBlank();
        for (var children : List.of("properties", "$defs"))
            schema.path(children)
                    .properties()
                    .forEach(field -> described(field.getValue(), path + "." + field.getKey()));
        for (var child : List.of("items", "additionalProperties"))
            if (schema.has(child)) described(schema.get(child), path + "." + child);
    }

    private static JsonNode schema(String event) {
        return Json.MAPPER.readTree(Samples.path(event + ".v1.schema.json"));
    }
}
