package io.kirinuki.schema;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.schema.Reading.Read;
import io.kirinuki.schema.Reading.Unreadable;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
    /** A valid request, open at its end for one more field. */
    private static final String OPEN = """
            {"source":{"bucket":"b","key":"k"},"pipeline":"p\"""";

    private final RequestReader reader = new RequestReader();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                                | source: required but missing; pipeline: required but missing",
                "[]                                                | the event: object expected, array found",
                "null                                              | the event: object expected, null found",
                "{\"pipeline\":\"p\",\"source\":{\"key\":5}}       | source.key: string expected, integer found; source.bucket: required but missing",
                "{\"pipeline\":\"p\",\"source\":null}              | source: object expected, null found",
                "{\"pipeline\":\"p\",\"source\":\"s3://b/k\"}      | source: object expected, string found",
                "{\"pipeline\":\" \",\"source\":{\"bucket\":\"b\",\"key\":\"k\"}} | pipeline: at least one visible character expected, \" \" found",
                "{\"source\":{\"bucket\":\"b\",\"key\":\"k\"},\"pipeline\":null} | the event: pipeline or operations expected, found neither",
                "{\"source\":{\"bucket\":\"b\",\"key\":\"k\"},\"pipeline\":\"p\",\"operations\":[{\"rle\":{}}]} | the event: pipeline or operations expected, found both; leave one of them out",
                "{\"source\":{\"bucket\":\"b\",\"key\":\"k\"},\"operations\":[]} | operations: at least 1 item expected, 0 found",
                "{\"source\":{\"bucket\":\"b\",\"key\":\"k\"},\"operations\":[{\"rle\":{},\"mask\":{}}]} | operations.0: at most 1 field expected, 2 found",
                "hello                                             | not JSON: unrecognized token 'hello' at line 1, column 1",
                "{\"pipeline\":                                    | not JSON: unexpected end-of-input within/between Object entries at line 1, column 13",
            })
    void problemNamesFieldExpectationAndFinding(String event, String problem) {
        assertThat(unreadable(event).problem()).isEqualTo(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"id\":5                           | id: string expected, integer found",
                "\"id\":\"\"                        | id: at least 1 character expected, 0 found",
                "\"deadline\":\"tomorrow\"          | deadline: RFC 3339 date-time expected, \"tomorrow\" found",
                "\"deadline\":\"2026-11-21T12:00\"  | deadline: RFC 3339 date-time expected, \"2026-11-21T12:00\" found",
                "\"deadline\":1763726400            | deadline: string expected, integer found",
                "\"deadline\":\"2026-11-21T12:00:00.0123456789Z\" | deadline: instant expected, \"2026-11-21T12:00:00.0123456789Z\" found",
                "\"parameters\":{\"cutout\":true}   | parameters.cutout: object expected, boolean found",
                "\"parameters\":{\"a\":{\"b\":[0,1e400]}} | parameters.a.b.1: number within the range of a double expected, a larger one found",
                "\"output\":{\"prefix\":1.5}        | output.prefix: string expected, number found",
                "\"id\":\"\\ud83d\"                 | id: Unicode text expected, half a surrogate pair found",
            })
    void problemInOptionalFieldKeepsWhatCouldBeRead(String field, String problem) {
        assertThat(unreadable(OPEN + "," + field + "}"))
                .isEqualTo(new Unreadable(
                        problem, Optional.of(ObjectRef.of("b", "k")), Optional.of("p"), Optional.empty()));
    }

    @Test
    void idIsKeptWhenOnlyTheSourceIsWrong() {
        assertThat(unreadable("{\"id\":\"order-1\",\"source\":{\"bucket\":\"b\"},\"pipeline\":\"p\"}"))
                .isEqualTo(new Unreadable(
                        "source.key: required but missing",
                        Optional.empty(),
                        Optional.of("p"),
                        Optional.of("order-1")));
    }

    @Test
    void absentValueIsNamed() {
        assertThat(((Unreadable) reader.read(null)).problem()).isEqualTo("the event has no value");
        assertThat(unreadable("").problem()).isEqualTo("the event has no value");
        assertThat(unreadable(" \n").problem()).startsWith("the event has no value");
    }

    @Test
    void nullCountsAsAbsent() {
        var nulls = OPEN + ",\"id\":null,\"parameters\":null,\"output\":null,\"deadline\":null}";
        assertThat(reader.read(nulls.getBytes(UTF_8))).isEqualTo(reader.read((OPEN + "}").getBytes(UTF_8)));
        var inner = OPEN + ",\"output\":{\"bucket\":null,\"prefix\":null}}";
        assertThat(request(inner).output()).isEqualTo(ImageRequest.Output.DEFAULT);
    }

    @Test
    void deadlineIsAnInstantWhateverItsOffset() {
        assertThat(request(OPEN + ",\"deadline\":\"2026-11-21T21:00:00.5+09:00\"}")
                        .deadline())
                .contains(Instant.parse("2026-11-21T12:00:00.5Z"));
    }

    @Test
    void keyMayHave1024CharactersWhateverTheirSize() {
        var longest = "🥿".repeat(1024);
        var event = "{\"source\":{\"bucket\":\"b\",\"key\":\"%s\"},\"pipeline\":\"p\"}";
        assertThat(request(event.formatted(longest)).source().key()).isEqualTo(longest);
        assertThat(unreadable(event.formatted(longest + "k")).problem())
                .isEqualTo("source.key: at most 1024 characters expected, 1025 found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "} x",
                ",\"pipeline\":\"q\"}",
                ",}",
                "}}",
                "} // so",
                ",\"x\":NaN}",
                ",'x':1}",
                ",\"x\":01}",
                ",\"\\ud83d\":1}"
            })
    void whatIsNotQuiteJsonIsRefused(String end) {
        assertThat(unreadable(OPEN + end).problem()).startsWith("not JSON: ").contains(" at line 1, column ");
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        var latin = (OPEN + ",\"id\":\"é\"}").getBytes(ISO_8859_1);
        assertThat(((Unreadable) reader.read(latin)).problem()).isEqualTo("not UTF-8: byte 0xe9 at offset 56");
        var overlong = (OPEN + ",\"id\":\"\u00c0\u00ae\"}").getBytes(ISO_8859_1);
        assertThat(((Unreadable) reader.read(overlong)).problem()).isEqualTo("not UTF-8: byte 0xc0 at offset 56");
    }

    @Test
    void deepNestingAndHugeNumbersAreRefused() {
        assertThat(unreadable("[".repeat(100_000)).problem()).startsWith("not JSON: document nesting depth");
        assertThat(unreadable("{\"source\":".repeat(100_000)).problem()).startsWith("not JSON: document nesting depth");
        assertThat(unreadable(OPEN + ",\"x\":" + "9".repeat(100_000) + "}").problem())
                .startsWith("not JSON: number value length");
    }

    @Test
    void blankPipelineBeyondAsciiIsRefused() {
        assertThat(unreadable("{\"source\":{\"bucket\":\"b\",\"key\":\"k\"},\"pipeline\":\"\u3000\"}")
                        .problem())
                .endsWith("pipeline is empty");
    }

    @Test
    void problemStaysShortHoweverLongTheEvent() {
        var operations = IntStream.range(0, 10_000)
                .mapToObj(i -> "\"%d\\n%s\":1".formatted(i, "o".repeat(100)))
                .collect(Collectors.joining(","));
        var problem = unreadable(OPEN + ",\"parameters\":{" + operations + "}}").problem();
        assertThat(problem).endsWith("; and 9992 more").hasSizeLessThan(2000).doesNotContain("\n");
        assertThat(unreadable(OPEN + ",\"deadline\":\"" + "x".repeat(10_000) + "\"}")
                        .problem())
                .hasSizeLessThan(200);
    }

    @Test
    void noBytesMakeItThrowAndEveryFindingCanBeWritten() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var valid = Samples.bytes(Samples.path("samples/image-request.full.json"));
        for (int round = 0; round < 5_000; round++) {
            var bytes = round % 4 == 0 ? noise(random) : damaged(valid, random);
            assertThat(written(bytes)).as("seed %d, round %d", seed, round).isNotEmpty();
        }
    }

    @Test
    void oneReaderServesManyThreads() throws InterruptedException, ExecutionException {
        var valid = Samples.bytes(Samples.path("samples/image-request.full.json"));
        var expected = new RequestReader().read(valid);
        try (var threads = Executors.newFixedThreadPool(8)) {
            var readings = IntStream.range(0, 400)
                    .mapToObj(i -> threads.submit(() -> reader.read(valid)))
                    .toList();
            for (var reading : readings) assertThat(reading.get()).isEqualTo(expected);
        }
    }

    /** Reads and answers, as the worker does. */
    private byte[] written(byte[] value) {
        return switch (reader.read(value)) {
            case Read(var request) -> Json.write(request);
            case Unreadable(var problem, var source, var pipeline, var id) ->
                Json.write(new ImageFailure(
                        id.orElse("image-requests-0@0"),
                        source.map(ImageFailure.Source::of),
                        pipeline,
                        new ImageFailure.Reason("InvalidRequest", "permanent", problem),
                        new Position("image-requests", 0, 0),
                        1,
                        Instant.EPOCH,
                        Instant.EPOCH));
        };
    }

    private static byte[] noise(Random random) {
        var bytes = new byte[random.nextInt(64)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] damaged(byte[] valid, Random random) {
        var marks = "{}[]\",:\\0e-\u0000".getBytes(UTF_8);
        var bytes = valid.clone();
        for (int i = random.nextInt(3); i >= 0; i--)
            bytes[random.nextInt(bytes.length)] =
                    random.nextBoolean() ? marks[random.nextInt(marks.length)] : (byte) random.nextInt();
        return bytes;
    }

    private ImageRequest request(String event) {
        return ((Read) reader.read(event.getBytes(UTF_8))).request();
    }

    private Unreadable unreadable(String event) {
        return (Unreadable) reader.read(event.getBytes(UTF_8));
    }
}
