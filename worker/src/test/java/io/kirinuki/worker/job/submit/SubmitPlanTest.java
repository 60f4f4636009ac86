package io.kirinuki.worker.job.submit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.schema.Json;
import io.kirinuki.worker.job.journal.JobState;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Names of submissions: the same for the same, another for anything else. */
class SubmitPlanTest {
    private static final SubmitSource BUCKET =
            new SubmitSource.Listing(BucketPlace.parse("s3://photos/in/"), List.of());

    static SubmitTerms terms(String pipeline) {
        return new SubmitTerms(
                Optional.of(pipeline),
                new TreeMap<>(),
                Optional.empty(),
                SubmitTerms.Lane.LIVE,
                Optional.empty(),
                false);
    }

    static JobState job(SubmitPlan plan) {
        return new JobState(
                "submit-1",
                plan,
                JobState.Status.OPEN,
                Instant.EPOCH,
                Optional.empty(),
                new TreeMap<>(),
                new TreeMap<>(),
                Optional.of(10),
                Optional.empty(),
                new TreeMap<>(),
                0,
                0,
                0,
                new TreeMap<>(),
                Optional.empty());
    }

    private static SubmitTerms with(Map<String, Map<String, JsonNode>> parameters) {
        return new SubmitTerms(
                Optional.of("cutout"),
                new TreeMap<>(parameters),
                Optional.empty(),
                SubmitTerms.Lane.LIVE,
                Optional.empty(),
                false);
    }

    @Test
    void theSameHasTheSameNameInWhateverOrderItIsWritten() {
        JsonNode one = Json.MAPPER.readTree("1");
        Map<String, JsonNode> there = new LinkedHashMap<>();
        there.put("a", one);
        there.put("b", one);
        Map<String, JsonNode> back = new LinkedHashMap<>();
        back.put("b", one);
        back.put("a", one);
        assertThat(new SubmitPlan(BUCKET, with(Map.of("cutout", there))).stem())
                .isEqualTo(new SubmitPlan(BUCKET, with(Map.of("cutout", back))).stem())
                .matches("submit-[0-9a-f]{12}");
    }

    @Test
    void whateverIsAskedOtherwiseHasAnotherName() {
        SubmitTerms plain = terms("cutout");
        Stream<SubmitPlan> plans = Stream.of(
                new SubmitPlan(BUCKET, plain),
                new SubmitPlan(BUCKET, terms("mask")),
                new SubmitPlan(new SubmitSource.Listing(BucketPlace.parse("s3://photos/in"), List.of()), plain),
                new SubmitPlan(new SubmitSource.Listing(BucketPlace.parse("s3://photos/in/"), List.of(".png")), plain),
                new SubmitPlan(new SubmitSource.Manifest(Optional.of("/list"), "a", 1), plain),
                new SubmitPlan(new SubmitSource.Manifest(Optional.empty(), "a", 1), plain),
                new SubmitPlan(new SubmitSource.Manifest(Optional.empty(), "b", 1), plain),
                new SubmitPlan(new SubmitSource.Files(List.of("/photos"), BucketPlace.parse("s3://photos/in/")), plain),
                new SubmitPlan(BUCKET, with(Map.of("cutout", Map.of("crop", Json.MAPPER.readTree("true"))))),
                new SubmitPlan(BUCKET, terms(Optional.of("p"), SubmitTerms.Lane.LIVE, Optional.empty(), false)),
                new SubmitPlan(BUCKET, terms(Optional.empty(), SubmitTerms.Lane.BACKFILL, Optional.empty(), false)),
                new SubmitPlan(
                        BUCKET,
                        terms(Optional.empty(), SubmitTerms.Lane.LIVE, Optional.of(Duration.ofHours(1)), false)),
                new SubmitPlan(BUCKET, terms(Optional.empty(), SubmitTerms.Lane.LIVE, Optional.empty(), true)));
        assertThat(plans.map(SubmitPlan::stem)).doesNotHaveDuplicates().hasSize(13);
    }

    private static SubmitTerms terms(
            Optional<String> prefix, SubmitTerms.Lane lane, Optional<Duration> deadline, boolean force) {
        return new SubmitTerms(Optional.of("cutout"), new TreeMap<>(), prefix, lane, deadline, force);
    }

    /** So that a changed one is found to be the manifest of an open job, and not taken for another. */
    @Test
    void aManifestIsNamedByItsPlaceAndNotByItsBytes() {
        assertThat(new SubmitPlan(new SubmitSource.Manifest(Optional.of("/list"), "a", 1), terms("mask")).stem())
                .isEqualTo(
                        new SubmitPlan(new SubmitSource.Manifest(Optional.of("/list"), "b", 2), terms("mask")).stem());
    }

    @Test
    void plansAreWhatTheyWereWhenTheJournalIsReadAgain() {
        List<SubmitSource> sources = List.of(
                new SubmitSource.Listing(BucketPlace.parse("s3://photos/写真/"), List.of(".jpg")),
                new SubmitSource.Manifest(Optional.of("/list"), "a", 1),
                new SubmitSource.Manifest(Optional.empty(), "a", 1),
                new SubmitSource.Files(List.of("/photos"), BucketPlace.parse("s3://photos/in/")));
        for (SubmitSource source : sources) {
            SubmitTerms terms = new SubmitTerms(
                    Optional.of("cutout"),
                    with(Map.of("cutout", Map.of("shadow", Json.MAPPER.readTree("{\"a\": [1, 0.5]}"))))
                            .parameters(),
                    Optional.of("shop"),
                    SubmitTerms.Lane.BACKFILL,
                    Optional.of(Duration.ofSeconds(90)),
                    true);
            JobState job = job(new SubmitPlan(source, terms));
            JobState read = Json.wholeReader(JobState.class, List.of(SubmitPlan.class))
                    .readValue(Json.MAPPER.writeValueAsBytes(job));
            assertThat(read).isEqualTo(job);
            assertThat(((SubmitPlan) read.plan()).stem()).isEqualTo(((SubmitPlan) job.plan()).stem());
        }
    }
}
