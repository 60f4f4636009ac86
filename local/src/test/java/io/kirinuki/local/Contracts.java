package io.kirinuki.local;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageRemoval;
import io.kirinuki.schema.ImageResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The published schemas, held against answers as a consumer would who has nothing else of ours. */
final class Contracts {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<String, Schema> SCHEMAS = Map.of(
            ImageResult.TYPE,
            load("image-result.v1"),
            ImageFailure.TYPE,
            load("image-failure.v1"),
            ImageRemoval.TYPE,
            load("image-removal.v1"));

    private Contracts() {}

    /** What is wrong with an answer; empty where nothing is. */
    static List<String> problems(byte[] answer) {
        JsonNode event = JSON.readTree(answer);
        Schema schema = SCHEMAS.get(event.path("type").asString());
        if (schema == null) return List.of("an unknown type: " + event);
        return schema.validate(event).stream().map(Error::toString).toList();
    }

    private static Schema load(String name) {
        var registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaRegistryConfig(SchemaRegistryConfig.builder()
                        .formatAssertionsEnabled(true)
                        .build()));
        try (var file = ImageAnswer.class.getResourceAsStream(name + ".schema.json")) {
            return registry.getSchema(JSON.readTree(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
