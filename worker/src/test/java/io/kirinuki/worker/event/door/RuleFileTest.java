package io.kirinuki.worker.event.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.pipeline.Pipelines;
import io.kirinuki.reach.Place;
import io.kirinuki.reach.Reach;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleFileTest {
    private static final String RULES = """
            rules:
              - bucket: cars-*
                suffix: [.jpg, .JPG]
                pipeline: mask
                parameters: { mask: { threshold: 0.5 } }
                output: { bucket: car-masks, prefix: 2026 }
              - prefix: products/
                contentType: image/*
                pipeline: cutout@1
              - bucket: photos
                suffix: .png
                pipeline: cutout
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "cars-north, a.jpg, , mask",
        "cars-north, a.JPG, , mask",
        "cars-north, a.png, , ''",
        "cars, a.jpg, , ''",
        "my-cars-north, a.jpg, , ''",
        "cars-north, products/a.jpg, image/jpeg, mask",
        "shop, products/a.gif, image/gif, cutout@1",
        "shop, products/a.gif, Image/GIF, cutout@1",
        "shop, products/a.gif, text/html, ''",
        "shop, products/a.gif, , ''",
        "photos, a.png, , cutout",
        "photos, products/a.png, image/png, cutout@1",
    })
    void theFirstRuleThatIsForAnObjectTakesIt(String bucket, String key, String contentType, String pipeline)
            throws IOException {
        String type = contentType == null ? "" : ", \"contentType\": \"%s\"".formatted(contentType);
        assertThat(read(RULES)
                        .request(created(bucket, key, type))
                        .flatMap(ImageRequest::pipeline)
                        .orElse(""))
                .isEqualTo(pipeline);
    }

    @Test
    void aRuleSaysHowAndWhereTo() throws IOException {
        ImageRequest request =
                read(RULES).request(created("cars-1", "a.jpg", "")).orElseThrow();
        assertThat(request.source()).isEqualTo(ObjectRef.of("cars-1", "a.jpg"));
        assertThat(request.parameters().get("mask").get("threshold").asDouble()).isEqualTo(0.5);
        assertThat(request.output()).isEqualTo(new ImageRequest.Output(Optional.of("car-masks"), Optional.of("2026")));
    }

    @Test
    void artifactsGoWithTheirObjectOnlyWhereARuleSaysSo() throws IOException {
        String rules = "rules: [{prefix: in/, pipeline: mask, removed: delete-artifacts}, {pipeline: mask}]";
        assertThat(read(rules).cleared(removed("in/a.jpg"))).containsExactly(ImageRequest.Output.DEFAULT);
        assertThat(read(rules).cleared(removed("out/a.jpg"))).isEmpty();
        assertThat(read(rules).ignored(removed("out/a.jpg"))).contains(Ignored.OTHER_EVENT);
        // Where a rule that asks for no type is for an object, those behind it never took it.
        String kept = "rules: [{prefix: in/keep/, pipeline: mask}, {prefix: in/, contentType: image/*, pipeline: mask, "
                + "removed: delete-artifacts, output: {prefix: typed}}, {prefix: in/, pipeline: mask, "
                + "removed: delete-artifacts, output: {prefix: any}}, {pipeline: mask, removed: delete-artifacts}]";
        assertThat(read(kept).cleared(removed("in/keep/a.jpg"))).isEmpty();
        assertThat(read(kept).cleared(removed("in/a.jpg")))
                .extracting(output -> output.prefix().orElseThrow())
                .containsExactly("typed", "any");
        assertThatThrownBy(() -> read("rules: [{pipeline: mask, removed: true}]"))
                .hasMessageContaining("rules[0].removed: \"delete-artifacts\" expected, found \"true\"; leave it out");
    }

    private static StoreEvent.Removed removed(String key) {
        return new StoreEvent.Removed(ObjectRef.of("photos", key), Optional.empty());
    }

    @Test
    void whereRulesPutArtifactsNobodyLooks() throws IOException {
        Rules rules = read("rules: [{pipeline: mask, output: {bucket: car-masks, prefix: 2026}}]");
        assertThat(rules.ignored(created("car-masks", "2026/a.png", ""))).contains(Ignored.OWN_OUTPUT);
        assertThat(rules.ignored(created("artifacts", "kirinuki/a.png", ""))).contains(Ignored.OWN_OUTPUT);
        assertThat(rules.request(created("artifacts", "kirinuki/a.png", ""))).isEmpty();
        assertThat(rules.ignored(created("car-masks", "20260/a.png", ""))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    rules: [{bucket: a}]                                            | rules[0].pipeline: required but missing
                    rules: [{pipeline: mask}, {pipeline: masks}]                    | rules[1].pipeline: no pipeline is named "masks"
                    rules: [{pipeline: mask@9}]                                     | rules[0].pipeline: no pipeline is named "mask@9"
                    rules: [{pipeline: mask, parameters: {mask: {treshold: 1}}}]    | rules[0].parameters.mask.treshold
                    rules: [{pipeline: mask, parameters: {blur: {}}}]               | rules[0].parameters.blur
                    rules: [{pipeline: mask, sufix: .jpg}]                          | rules[0].sufix: no such field; there are [bucket, contentType,
                    rules: [{pipeline: mask, pipeline: cutout}]                     | not YAML: Duplicate Object property
                    rules: [{pipeline: mask, bucket: in*, output: {bucket: inbox, prefix: ''}}] | rules[0].output.prefix: artifacts would lie among
                    rules: [{pipeline: mask, output: {prefix: a/../b}}]             | rules[0].output.prefix: holds a segment . or ..
                    rules: [{pipeline: mask, bucket: artifacts, prefix: kirinuki/in}] | rules[0]: all that it takes, s3://artifacts/kirinuki/in, lies where artifacts go
                    rules: [{pipeline: mask, bucket: b, output: {bucket: c, prefix: d}}, {pipeline: mask, bucket: c, prefix: d/}] | rules[1]: all that it takes
                    rules: 7                                                        | rules
                    """)
    void whatIsWrongIsNamed(String yaml, String words) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(RulesException.class)
                .hasMessageContaining("rules.yaml")
                .hasMessageContaining(words);
    }

    @Test
    void anEmptyFileIsNoRules() throws IOException {
        assertThat(read("rules:\n").ignored(created("a", "b", ""))).contains(Ignored.NO_RULE);
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> RuleFile.read(
                        folder.resolve("none.yaml"), Pipelines.builtIn(), Reach.into(Place.folder("a", "b"))))
                .isInstanceOf(RulesException.class)
                .hasMessageContaining("none.yaml");
    }

    @Test
    void aRuleHasArtifactsPutOnlyWhereTheOperatorAllowsIt() throws IOException {
        Path file = Files.writeString(
                folder.resolve("rules.yaml"), "rules: [{bucket: cars, pipeline: mask, output: {bucket: car-masks}}]");
        Place output = Place.folder("artifacts", "kirinuki");
        List<Place> anywhere = List.of(Place.parse("*"));
        Reach narrow = Reach.of(anywhere, output, Optional.of(List.of(Place.parse("other"))));
        assertThatThrownBy(() -> RuleFile.read(file, Pipelines.builtIn(), narrow))
                .hasMessageContaining(
                        "rules[0].output: artifacts may not go to s3://car-masks/kirinuki/; add it to kirinuki.reach.outputs");
        Reach wide = Reach.of(anywhere, output, Optional.of(List.of(Place.parse("car-masks/kirinuki"))));
        assertThat(RuleFile.read(file, Pipelines.builtIn(), wide).ignored(created("cars", "a.jpg", "")))
                .isEmpty();
    }

    private Rules read(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("rules.yaml"), yaml);
        return RuleFile.read(file, Pipelines.builtIn(), Reach.into(Place.folder("artifacts", "kirinuki")));
    }

    private static StoreEvent.Created created(String bucket, String key, String more) {
        String event = Records.event("ObjectCreated:Put", bucket, key, more);
        return (StoreEvent.Created) StoreEvent.of(Json.MAPPER.readTree(event));
    }
}
