package io.kirinuki.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/** The golden samples say the same to the schemas, to the records, and to whoever reads them in the repository. */
class SampleTest {
    static Stream<Path> samples() {
        return Samples.all();
    }

    static Stream<Path> requests() {
        return Samples.of("image-request");
    }

    static Stream<Path> answers() {
        return Stream.of("image-result", "image-failure", "image-removal").flatMap(Samples::of);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void sampleIsValid(Path file) {
        assertThat(schemaOf(file).problems(Json.MAPPER.readTree(file))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void requestWrittenAgainEqualsTheFile(Path file) {
        var reading = (Reading.Read) new RequestReader().read(Samples.bytes(file));
        assertThat(Json.MAPPER.readTree(Json.write(reading.request()))).isEqualTo(Json.MAPPER.readTree(file));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void answerWrittenAgainEqualsTheFile(Path file) {
        var answer = Json.readAnswer(Samples.bytes(file));
        assertThat(Json.MAPPER.readTree(Json.write(answer))).isEqualTo(Json.MAPPER.readTree(file));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void sampleLosesItsValidityWithAnyRequiredField(Path file) {
        var schema = schemaOf(file);
        var required = Json.MAPPER
                .readTree(Samples.path(eventOf(file) + ".v1.schema.json"))
                .get("required");
        for (var field : required) {
            var event = (ObjectNode) Json.MAPPER.readTree(file);
            event.remove(field.asString());
            assertThat(schema.problems(event)).containsExactly(field.asString() + ": required but missing");
        }
    }

    @Test
    void everyEventHasSamples() {
        assertThat(Samples.EVENTS)
                .allSatisfy(event -> assertThat(Samples.of(event)).hasSizeGreaterThanOrEqualTo(2));
        assertThat(samples().map(SampleTest::eventOf)).isSubsetOf(Samples.EVENTS);
    }

    @Test
    void keysAreTakenLiterally() {
        var file = Samples.path("samples/image-request.literal-key.json");
        var request = ((Reading.Read) new RequestReader().read(Samples.bytes(file))).request();
        assertThat(request.source().key()).isEqualTo("写真/赤い靴 🥿/100%25+50% off #1?.jpg");
    }

    @Test
    void futureRequestWithUnknownFieldsReads() {
        var future = new RequestReader().read(Samples.bytes(Samples.path("future/image-request.json")));
        var minimal = new RequestReader().read(Samples.bytes(Samples.path("samples/image-request.minimal.json")));
        assertThat(future).isEqualTo(minimal);
    }

    @Test
    void futureFailureWithUnknownFieldsReads() {
        var file = Samples.path("future/image-failure.json");
        assertThat(EventSchema.load("image-failure.v1").problems(Json.MAPPER.readTree(file)))
                .isEmpty();
        assertThat(Json.readAnswer(Samples.bytes(file)))
                .isEqualTo(Json.readAnswer(Samples.bytes(Samples.path("samples/image-failure.not-found.json"))));
    }

    private static EventSchema schemaOf(Path file) {
        return EventSchema.load(eventOf(file) + ".v1");
    }

    private static String eventOf(Path file) {
        var name = file.getFileName().toString();
        return name.substring(0, name.indexOf('.'));
    }
}
