package io.kirinuki.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The AsyncAPI document points at what exists, and its examples keep to what it points at. */
class AsyncApiTest {
    private static final Path FILE = Path.of("asyncapi.yaml");

    private final JsonNode document = YAMLMapper.builder().build().readTree(FILE);

    @Test
    void everyReferenceResolves() {
        var references = document.findValuesAsString("$ref");
        assertThat(references).hasSizeGreaterThan(10).allSatisfy(reference -> {
            if (reference.startsWith("#"))
                assertThat(document.at(JsonPointer.compile(reference.substring(1)))
                                .isMissingNode())
                        .as(reference)
                        .isFalse();
            else assertThat(FILE.resolveSibling(reference)).isRegularFile();
        });
    }

    @Test
    void everySchemaFileIsPointedAt() {
        assertThat(messages()
                        .propertyStream()
                        .map(message -> message.getValue().at("/payload/$ref").asString(""))
                        .filter(reference -> !reference.isEmpty())
                        .map(reference -> Path.of(reference).getFileName().toString())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(Samples.schemas()
                        .map(file -> file.getFileName().toString())
                        .toList());
    }

    @Test
    void channelsAreTheTopics() {
        assertThat(document.get("channels")
                        .valueStream()
                        .map(channel -> channel.get("address").asString()))
                .containsExactly("image-requests", "image-requests-backfill", "image-results", "image-failures");
    }

    @Test
    void everyMessageHasExamplesAndTheyAreValid() {
        for (var message : messages()) {
            assertThat(message.get("examples")).isNotEmpty();
            for (var example : message.get("examples")) {
                for (var part : List.of("payload", "headers")) {
                    if (!example.has(part)) continue;
                    assertThat(EventSchema.of(schema(message.get(part))).problems(example.get(part)))
                            .as("%s of example %s of %s", part, example.get("name"), message.get("name"))
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void everyRequiredDeadLetterHeaderIsDescribedAndShown() {
        var headers = document.at("/components/schemas/deadLetterHeaders");
        assertThat(headers.get("properties"))
                .allSatisfy(header ->
                        assertThat(header.path("description").asString("")).isNotBlank());
        assertThat(headers.get("required").valueStream().map(JsonNode::asString))
                .isSubsetOf(headers.get("properties").propertyNames())
                .containsExactlyElementsOf(
                        messages().at("/deadLetter/examples/0/headers").propertyNames());
    }

    @Test
    void examplesInTheReadmeAreValid() throws Exception {
        var readme = Files.readString(Path.of("README.md"), UTF_8);
        var blocks = List.of(readme.split("```")).stream()
                .filter(block -> block.startsWith("json\n"))
                .map(block -> Json.MAPPER.readTree(block.substring(5)))
                .toList();
        assertThat(blocks).hasSize(3);
        for (int i = 0; i < blocks.size(); i++)
            assertThat(EventSchema.load(Samples.EVENTS.get(i) + ".v1").problems(blocks.get(i)))
                    .isEmpty();
    }

    private JsonNode messages() {
        return document.at("/components/messages");
    }

    /** Follows a reference into this document or a schema file. */
    private JsonNode schema(JsonNode schema) {
        if (!schema.has("$ref")) return schema;
        var reference = schema.get("$ref").asString();
        return reference.startsWith("#")
                ? document.at(reference.substring(1))
                : Json.MAPPER.readTree(FILE.resolveSibling(reference));
    }
}
