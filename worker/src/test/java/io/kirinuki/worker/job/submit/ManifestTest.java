package io.kirinuki.worker.job.submit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.image.Blob;
import io.kirinuki.pipeline.Pipelines;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.worker.StartException;
import io.kirinuki.worker.job.Feed;
import io.kirinuki.worker.job.journal.Chunk;
import io.kirinuki.worker.job.journal.JobState;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What lines of a manifest ask for, and which are refused. */
class ManifestTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private static SubmitTerms terms(Optional<String> pipeline) {
        SortedMap<String, Map<String, JsonNode>> parameters = new TreeMap<>();
        if (pipeline.isPresent()) {
            parameters.put("cutout", Map.of("background", Json.MAPPER.readTree("\"#ffffff\"")));
        }
        return new SubmitTerms(
                pipeline,
                parameters,
                Optional.of("shop"),
                SubmitTerms.Lane.LIVE,
                Optional.of(Duration.ofHours(1)),
                true);
    }

    private static ManifestLines lines(byte[] manifest) {
        return new ManifestLines("it", () -> new ByteArrayInputStream(manifest));
    }

    private static ManifestCheck check(String manifest, SubmitTerms terms) {
        return ManifestCheck.of(lines(manifest.getBytes(UTF_8)), new ManifestReader(terms, Pipelines.builtIn()));
    }

    private static List<ImageRequest> requests(String manifest, SubmitTerms terms) {
        ManifestReader reader = new ManifestReader(terms, Pipelines.builtIn());
        List<ImageRequest> all = new ArrayList<>();
        ManifestLines lines = lines(manifest.getBytes(UTF_8));
        for (var line = lines.next(); line.isPresent(); line = lines.next()) {
            switch (reader.read(line.get())) {
                case ManifestReader.Line.Blank blank -> {}
                case ManifestReader.Line.Asks(var request) -> all.add(terms.fill(request, NOW));
                case ManifestReader.Line.Wrong(var problem) -> throw new AssertionError(problem);
            }
        }
        return all;
    }

    @Test
    void keysAreTakenLiterallyToTheLinesEnd() {
        String manifest = "\uFEFFs3://photos/車/写真 1+.jpg\r\n\n  \r\ns3://photos/a%20b.jpg \ns3://photos//x";
        assertThat(requests(manifest, terms(Optional.of("cutout"))))
                .extracting(ImageRequest::source)
                .containsExactly(
                        ObjectRef.of("photos", "車/写真 1+.jpg"),
                        ObjectRef.of("photos", "a%20b.jpg "),
                        ObjectRef.of("photos", "/x"));
    }

    @Test
    void theTermsFillInWhatALineLeavesOpen() {
        SubmitTerms terms = terms(Optional.of("cutout"));
        ImageRequest plain = requests("s3://photos/a.jpg", terms).getFirst();
        assertThat(plain.id()).contains("s3://photos/a.jpg");
        assertThat(plain.pipeline()).contains("cutout");
        assertThat(plain.parameters().get("cutout").get("background").asString())
                .isEqualTo("#ffffff");
        assertThat(plain.output().prefix()).contains("shop");
        assertThat(plain.deadline()).contains(NOW.plus(Duration.ofHours(1)));
        assertThat(plain.force()).contains(true);
        assertThat(plain).isEqualTo(terms.ask(ObjectRef.of("photos", "a.jpg"), NOW));

        ImageRequest own = requests("""
            {"id": "1", "source": {"bucket": "photos", "key": "b.jpg"}, "pipeline": "mask", "force": false, \
            "output": {"prefix": "own"}, "deadline": "2030-01-01T00:00:00Z"}\
            """, terms).getFirst();
        assertThat(own.id()).contains("1");
        assertThat(own.pipeline()).contains("mask");
        assertThat(own.parameters()).as("parameters of another pipeline").isEmpty();
        assertThat(own.output().prefix()).contains("own");
        assertThat(own.deadline()).contains(Instant.parse("2030-01-01T00:00:00Z"));
        assertThat(own.force()).contains(false);

        ImageRequest steps = requests(
                        "{\"source\": {\"bucket\": \"photos\", \"key\": \"b.jpg\"}, \"operations\": [{\"mask\": {}}]}",
                        terms)
                .getFirst();
        assertThat(steps.pipeline()).isEmpty();
        assertThat(steps.operations()).hasSize(1);
    }

    @Test
    void aNameThatIsTooLongForTheSchemaIsLeftOut() {
        String key = "x".repeat(1018);
        assertThat(terms(Optional.of("mask")).ask(ObjectRef.of("p", key), NOW).id())
                .isEmpty();
        assertThat(terms(Optional.of("mask"))
                        .ask(ObjectRef.of("p", "写".repeat(1000)), NOW)
                        .id())
                .isPresent();
    }

    @Test
    void everyWrongLineIsNamedWithItsNumber() {
        ManifestCheck check = check("""
            s3://photos/good.jpg

            photos/no-scheme.jpg
            s3://photos
            s3:///key
            s3://photos/folder/
            {"source": {"bucket": "photos"}}
            {"source": {"bucket": "photos", "key": "x"}, "pipeline": "no-such"}
            {"source": {"bucket": "photos", "key": "x"}, "parameters": {"cutout": {"colour": 1}}}
            {"source":
            """, terms(Optional.of("cutout")));
        assertThat(check.requests()).isEqualTo(1);
        assertThat(check.wrong()).isEqualTo(8);
        assertThat(check.problems()).hasSize(8).allMatch(problem -> problem.startsWith("line "));
        assertThat(check.problems().get(0))
                .isEqualTo("line 3: s3://bucket/key or a request in JSON expected, found \"photos/no-scheme.jpg\"");
        assertThat(check.problems().get(1)).startsWith("line 4: ").contains("a key is missing");
        assertThat(check.problems().get(4)).startsWith("line 7: ").contains("key");
        assertThat(check.problems().get(5)).startsWith("line 8: ").contains("no-such");
        assertThat(check.problems().get(6)).startsWith("line 9: ").contains("colour");
        assertThat(check.problems().get(7)).startsWith("line 10: it is no JSON");
        assertThat(check.report("it").orElseThrow())
                .contains("8 of 9 lines of it cannot be sent")
                .doesNotContain("more");
    }

    @Test
    void ofVeryManyWrongLinesTheFirstAreNamed() {
        ManifestCheck check = check("no\n".repeat(500), terms(Optional.of("cutout")));
        assertThat(check.problems()).hasSize(20);
        assertThat(check.report("it").orElseThrow())
                .contains("500 of 500 lines")
                .endsWith("and 480 more");
    }

    @Test
    void whatIsNoTextIsRefusedWithoutBeingHeld() {
        byte[] binary = new byte[3 << 20];
        assertThat(ManifestCheck.of(lines(binary), new ManifestReader(terms(Optional.of("mask")), Pipelines.builtIn()))
                        .problems())
                .containsExactly("line 1: it is longer than 1048576 bytes");
        byte[] latin = "s3://photos/caf\u00e9.jpg".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(ManifestCheck.of(lines(latin), new ManifestReader(terms(Optional.of("mask")), Pipelines.builtIn()))
                        .problems())
                .containsExactly("line 1: it is no UTF-8");
    }

    @Test
    void withoutAPipelineEveryLineMustNameOne() {
        assertThat(check("s3://photos/a.jpg\n", terms(Optional.empty())).problems())
                .containsExactly("line 1: it names no pipeline, and there is no --pipeline");
        assertThat(check(
                                "{\"source\": {\"bucket\": \"photos\", \"key\": \"b.jpg\"}, \"pipeline\": \"mask\"}",
                                terms(Optional.empty()))
                        .wrong())
                .isZero();
    }

    @Test
    void aManifestIsKnownByItsBytes() {
        byte[] bytes = "s3://photos/a.jpg\n\ns3://photos/b.jpg".getBytes(UTF_8);
        assertThat(check(new String(bytes, UTF_8), terms(Optional.of("mask"))).sha256())
                .isEqualTo(Blob.of(bytes).sha256());
    }

    @Test
    void aMissingManifestIsSaid(@TempDir Path folder) {
        Path file = folder.resolve("none.txt");
        assertThatThrownBy(() -> new ManifestLines("none.txt", () -> Files.newInputStream(file)))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("none.txt cannot be read: there is no such file");
    }

    @Test
    void aFeedGoesOnBehindTheLineThatItsCursorNames() {
        byte[] bytes = IntStream.range(0, 10)
                .mapToObj(i -> "s3://photos/" + i + ".jpg\n" + (i % 2 == 0 ? "\n" : ""))
                .collect(Collectors.joining())
                .getBytes(UTF_8);
        SubmitTerms terms = terms(Optional.of("mask"));
        SubmitPlan plan =
                new SubmitPlan(new SubmitSource.Manifest(Optional.empty(), "", 10), SubmitPlanTest.terms("mask"));
        JobState state = SubmitPlanTest.job(plan);
        List<String> keys = new ArrayList<>();
        for (int life = 0; life < 4; life++) {
            ManifestReader reader = new ManifestReader(SubmitPlanTest.terms("mask"), Pipelines.builtIn());
            try (Feed feed = new ManifestFeed(
                    (SubmitSource.Manifest) plan.source(),
                    terms,
                    new SubmitRecords("topic", "job"),
                    reader,
                    lines(bytes),
                    state)) {
                assertThat(feed.reached()).isEqualTo(life * 3L);
                Chunk chunk = ((ManifestFeed) feed).next(3);
                chunk.outgoing().forEach(record -> keys.add(new String(record.key(), UTF_8)));
                state = state.after(chunk);
                assertThat(feed.ended()).isEqualTo(life == 3);
            }
        }
        assertThat(keys)
                .containsExactlyElementsOf(IntStream.range(0, 10)
                        .mapToObj(i -> "s3://photos/" + i + ".jpg")
                        .toList());
    }
}
