package io.kirinuki.schema;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.ValidationLimitExceededException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** One of the schema files beside this class, compiled: says what is wrong with an event. Threads: any. */
final class EventSchema {
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaRegistryConfig(SchemaRegistryConfig.builder()
                    .formatAssertionsEnabled(true) // 2020-12 alone takes "format" for a remark
                    .locale(Locale.ROOT)
                    .build()));

    private final Schema schema;

    private EventSchema(Schema schema) {
        this.schema = schema;
    }

    /** Compiles a schema by its name and version, as in {@code image-request.v1}. */
    static EventSchema load(String name) {
        try (var file = EventSchema.class.getResourceAsStream(name + ".schema.json")) {
            return of(Json.MAPPER.readTree(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static EventSchema of(JsonNode schema) {
        var compiled = REGISTRY.getSchema(schema);
        compiled.initializeValidators();
        return new EventSchema(compiled);
    }

    /** What is wrong, one sentence a field; empty where the event is valid. */
    List<String> problems(JsonNode event) {
        try {
            return schema.validate(event).stream().map(Problem::of).distinct().toList();
        } catch (ValidationLimitExceededException e) {
            return List.of("the event: too large to be checked");
        }
    }
}
