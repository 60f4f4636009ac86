package io.kirinuki.reach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.outcome.Failure;
import io.kirinuki.schema.ImageRequest.Output;
import io.kirinuki.schema.ObjectRef;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReachTest {
    private static final Place OUTPUT = Place.folder("artifacts", "kirinuki");

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -",
                "artifacts, -",
                "-, 2026/autumn",
                "-, 2026/autumn/",
                "-, ''",
                "-, a..b/.hidden/..c/100%",
                "artifacts, 猫 + x",
            })
    void artifactsMayGoAnywhereInTheirBucketUnlessToldOtherwise(String bucket, String prefix) {
        assertThat(Reach.into(OUTPUT).refusal(output(bucket, prefix))).isEmpty();
    }

    @Test
    void artifactsGoIntoNoOtherBucket() {
        assertThat(message(Reach.into(OUTPUT).refusal(output("photos", "2026"))))
                .isEqualTo("output.bucket: artifacts may not go to s3://photos/2026/; allowed: s3://artifacts/"
                        + " (kirinuki.reach.outputs)");
        assertThat(Reach.into(OUTPUT).refusal(output("Artifacts", null))).isPresent();
        assertThat(Reach.into(OUTPUT).refusal(output("artifacts ", null))).isPresent();
        assertThat(Reach.into(OUTPUT).refusal(output("artifacts/../photos", null)))
                .isPresent();
    }

    @Test
    void whereTheOperatorSaysWhereTheyGoOnlyThere() {
        Reach reach = reach("*", "artifacts/shops, cutouts-*");
        assertThat(reach.refusal(output(null, "shops/a"))).isEmpty();
        assertThat(reach.refusal(output("cutouts-1", ""))).isEmpty();
        assertThat(reach.refusal(output(null, "kirinuki/more"))).isEmpty();
        assertThat(message(reach.refusal(output(null, "shops-of-others"))))
                .isEqualTo("output.prefix: artifacts may not go to s3://artifacts/shops-of-others/; allowed:"
                        + " s3://artifacts/kirinuki/, s3://artifacts/shops/, s3://cutouts-*/ (kirinuki.reach.outputs)");
        assertThat(message(reach.refusal(output("cutouts", null)))).startsWith("output.bucket: ");
    }

    @Test
    void artifactsGoNowhereWhereImagesAreTakenFrom() {
        Reach reach = Reach.into(Place.folder("photos", "made")).with(place("photos/in"), place("photos/made"));
        assertThat(message(reach.refusal(output(null, "in/x"))))
                .isEqualTo("output.prefix: artifacts may not go to s3://photos/in/x/, for images are taken from"
                        + " s3://photos/in/; allowed: s3://photos/made/ (kirinuki.reach.outputs)");
        assertThat(reach.refusal(output(null, ""))).isPresent();
        assertThat(reach.refusal(output(null, "inner"))).isEmpty();
        assertThat(reach.refusal(output(null, "made/2026"))).isEmpty();

        Reach listed = reach("photos/in, shop-*", null);
        assertThat(listed.refusal(output(null, "any"))).isEmpty();
        assertThatThrownBy(() -> reach("photos, artifacts/kirinuki/in", null))
                .hasMessageContaining(
                        "kirinuki.reach.sources: all of s3://artifacts/kirinuki/in/ lies where artifacts go");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a",
                "/",
                "//",
                "a//b",
                "a//",
                "..",
                ".",
                "../x",
                "a/..",
                "a/./b",
                "a/../b",
                "a\\b",
                "..\\x",
                "a\nb",
                "a\u0000",
                "\u007f",
                "a\u0085",
                "a\u2028b",
                "%2e%2e/x",
                "a/%2E./b",
                "a%2f..%2fb",
                "a/..%5cb",
            })
    void aPrefixThatSomethingOnTheWayMayResolveIsRefused(String prefix) {
        assertThat(KeyPrefix.problem(prefix)).isPresent();
        Failure failure = Reach.into(OUTPUT).refusal(output(null, prefix)).orElseThrow();
        assertThat(failure).isInstanceOf(Failure.InvalidRequest.class);
        assertThat(failure.message()).startsWith("output.prefix: ");
    }

    @Test
    void imagesAreReadOnlyWhereItIsAllowed() {
        Reach reach = reach("photos/in, shop-*/2026-*", null);
        assertThat(reach.refusal(ObjectRef.of("photos", "in/a.jpg"), "source")).isEmpty();
        assertThat(reach.refusal(ObjectRef.of("shop-1", "2026-11.jpg"), "source"))
                .isEmpty();
        assertThat(message(reach.refusal(ObjectRef.of("photos", "inner/a.jpg"), "source")))
                .isEqualTo("source.key: s3://photos/inner/a.jpg may not be read; allowed: s3://photos/in/,"
                        + " s3://shop-*/2026- (kirinuki.reach.sources)");
        assertThat(message(reach.refusal(ObjectRef.of("secrets", "a.jpg"), "source")))
                .startsWith("source.bucket: ");
        for (String key : List.of("in/../x.jpg", "in/%2e%2e/x.jpg", "in/..\\x.jpg")) {
            assertThat(reach.refusal(ObjectRef.of("photos", key), "source"))
                    .as(key)
                    .isPresent();
            assertThat(reach("photos", null).refusal(ObjectRef.of("photos", key), "source"))
                    .as(key)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a b", "a/*/b", "a/..", "a/b//c", "a//", "s3:///a", "a/\\"})
    void whatIsNoPlaceIsRefused(String text) {
        assertThatThrownBy(() -> Place.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Reach reach(String sources, String outputs) {
        return Reach.of(places(sources), OUTPUT, Optional.ofNullable(outputs).map(ReachTest::places));
    }

    private static List<Place> places(String text) {
        return Arrays.stream(text.split(", ")).map(Place::parse).toList();
    }

    private static Place place(String text) {
        return Place.parse(text);
    }

    private static Output output(String bucket, String prefix) {
        return new Output(Optional.ofNullable(bucket), Optional.ofNullable(prefix));
    }

    private static String message(Optional<Failure> refusal) {
        return refusal.orElseThrow().message();
    }
}
