package io.kirinuki.worker.reception.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.outcome.Failure;
import io.kirinuki.schema.Json;
import io.kirinuki.worker.http.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The document that the door serves says what the door does. */
class OpenApiTest {
    private final JsonNode document = read();

    private static JsonNode read() {
        try (InputStream in = HttpDoor.class.getResourceAsStream("openapi.json")) {
            return Json.MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves of the sealed tree. */
    private static Stream<Class<?>> failures(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(OpenApiTest::failures)
                : Stream.of(type);
    }

    @Test
    void everyFailureHasARowAndEveryRowAFailure() {
        assertThat(FailureTable.names())
                .containsExactlyInAnyOrderElementsOf(
                        failures(Failure.class).map(Class::getSimpleName).collect(Collectors.toSet()));
    }

    @Test
    void everyStatusAndEveryClassIsDocumented() {
        Set<String> documented = new TreeSet<>();
        document.at("/paths/~1v1~1images/post/responses").propertyNames().forEach(documented::add);
        Set<String> used = FailureTable.names().stream()
                .map(name -> Integer.toString(FailureTable.row(name).status()))
                .collect(Collectors.toCollection(TreeSet::new));
        used.addAll(List.of("200", "202", "401", "404", "406", "413", "415", "422", "429", "504"));
        assertThat(documented).isEqualTo(used);

        List<String> classes = new ArrayList<>();
        document.at("/components/schemas/Problem/properties/class/examples")
                .forEach(one -> classes.add(one.asString()));
        assertThat(classes).containsAll(FailureTable.names()).isSorted();
    }

    @Test
    void pathsAreThoseThatAreServed() {
        Set<String> documented = new TreeSet<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .propertyNames()
                        .forEach(method -> documented.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        Set<String> served = HttpDoor.routes(null, null).stream()
                .filter(route -> !route.path().equals("/"))
                .map(OpenApiTest::named)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented).isEqualTo(served);
    }

    private static String named(Route route) {
        return route.method() + " " + route.path().replace("/*", "/{id}");
    }

    @Test
    void fieldsAreThoseThatAreRead() {
        List<String> query = new ArrayList<>();
        document.at("/paths/~1v1~1images/post/parameters").forEach(parameter -> {
            if (parameter.path("in").asString("").equals("query"))
                query.add(parameter.get("name").asString());
        });
        assertThat(query)
                .containsExactlyInAnyOrderElementsOf(Stream.concat(Submissions.PARAMETERS.stream(), Stream.of("name"))
                        .toList());
        List<String> form = new ArrayList<>();
        JsonNode content = document.at("/paths/~1v1~1images/post/requestBody/content");
        content.get("multipart/form-data")
                .at("/schema/properties")
                .propertyNames()
                .forEach(form::add);
        assertThat(form)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(Submissions.PARAMETERS.stream(), Stream.of("file", "request"))
                                .toList());
        assertThat(content.propertyNames())
                .containsExactlyInAnyOrder(
                        "image/*", "application/octet-stream", "multipart/form-data", "application/json");
    }

    @Test
    void fieldsOfRemoveBgAreThoseThatAreRead() {
        assertThat(document.at("/components/schemas/RemoveBg/properties").propertyNames())
                .containsExactlyInAnyOrderElementsOf(Stream.of(RemoveBgField.values())
                        .map(RemoveBgField::spelled)
                        .toList());
    }

    @Test
    void itsReferencesLeadSomewhere() {
        List<String> references = document.findValuesAsString("$ref");
        assertThat(references)
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                document.at(reference.substring(1)).isMissingNode())
                        .isFalse());
        assertThat(document.get("openapi").asString()).isEqualTo("3.1.0");
    }
}
