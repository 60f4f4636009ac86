package io.kirinuki.worker.job.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.schema.GivenAlpha;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.worker.job.history.Span;
import io.kirinuki.worker.job.journal.JobState;
import io.kirinuki.worker.job.journal.Tally;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.BooleanNode;

class ReplayPlanTest {
    private static final ImageRequest REQUEST = new ImageRequest(
            Optional.empty(),
            ObjectRef.of("photos", "cat.jpg"),
            Optional.of("cutout@1"),
            List.of(),
            Map.of("cutout", Map.of("crop", BooleanNode.TRUE)),
            new ImageRequest.Output(Optional.of("elsewhere"), Optional.of("cats/")),
            Optional.of(Instant.EPOCH),
            Optional.of(true),
            Optional.of(new GivenAlpha("masks", "cat.png", Optional.empty(), Optional.empty())),
            Optional.empty());

    private static ReplayPlan plan(Optional<String> pipeline, Optional<String> prefix, boolean force) {
        return new ReplayPlan("past", List.of(new Span(0, 3, 10)), List.of(), "", pipeline, prefix, force);
    }

    @Test
    void aRequestGoesOutAsItWas_withAName_withoutDeadlineAndForce() {
        ImageRequest again = plan(Optional.empty(), Optional.empty(), false).apply(REQUEST, "past-0@3");
        assertThat(again)
                .isEqualTo(new ImageRequest(
                        Optional.of("past-0@3"),
                        REQUEST.source(),
                        REQUEST.pipeline(),
                        List.of(),
                        REQUEST.parameters(),
                        REQUEST.output(),
                        Optional.empty(),
                        Optional.empty(),
                        REQUEST.alpha(),
                        REQUEST.subject()));
    }

    @Test
    void anotherVersionKeepsTheParametersAndAnotherPipelineDoesNot() {
        assertThat(plan(Optional.of("cutout@2"), Optional.empty(), false)
                        .apply(REQUEST, "x")
                        .parameters())
                .isEqualTo(REQUEST.parameters());
        ImageRequest other = plan(Optional.of("mask"), Optional.empty(), true).apply(REQUEST, "x");
        assertThat(other.parameters()).isEmpty();
        assertThat(other.pipeline()).contains("mask");
        assertThat(other.forced()).isTrue();
    }

    @Test
    void aPipelineStandsInPlaceOfOperationsThatCameWithTheRequest() {
        ImageRequest inline = new ImageRequest(
                Optional.of("own"),
                REQUEST.source(),
                Optional.empty(),
                List.of(Map.of("mask", Map.of())),
                Map.of(),
                REQUEST.output(),
                Optional.empty(),
                Optional.empty());
        ImageRequest again =
                plan(Optional.of("mask"), Optional.of("new"), false).apply(inline, "x");
        assertThat(again.operations()).isEmpty();
        assertThat(again.id()).contains("own");
        assertThat(again.output()).isEqualTo(new ImageRequest.Output(Optional.of("elsewhere"), Optional.of("new")));
        assertThat(plan(Optional.empty(), Optional.empty(), false)
                        .apply(inline, "x")
                        .operations())
                .isEqualTo(inline.operations());
    }

    @Test
    void aJobIsReadFromItsJournalAsItWasWritten() {
        var left = new TreeMap<>(Map.of("unreadable", 2L));
        JobState state = new JobState(
                "replay-1",
                plan(Optional.of("mask"), Optional.empty(), false),
                JobState.Status.DONE,
                Instant.EPOCH,
                Optional.of(Instant.EPOCH.plusSeconds(3)),
                new TreeMap<>(Map.of(0, 5L, 11, 7L)),
                new TreeMap<>(),
                Optional.of(2000),
                Optional.of(0.5),
                new TreeMap<>(Map.of("0", "10")),
                7,
                5,
                5,
                left,
                Optional.of(new Tally(4, 1, new TreeMap<>(Map.of("NotFound", 1L)), 1_000, 2.5)));
        assertThat(Json.wholeReader(JobState.class, List.of(ReplayPlan.class))
                        .<JobState>readValue(Json.MAPPER.writeValueAsBytes(state)))
                .isEqualTo(state);
    }
}
