package io.kirinuki.worker.job.replay;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Position;
import io.kirinuki.worker.job.history.Span;
import io.kirinuki.worker.job.history.Spans;
import io.kirinuki.worker.job.journal.Plan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sends requests of the past again.
 *
 * @param topic whose history is read
 * @param spans of it, by partition
 * @param answers spans of the results topic in which answers to these requests lie, for conditions about them
 * @param where which of them, in the words of {@link RequestFilter}; blank: all
 * @param pipeline in place of the requests' own
 * @param outputPrefix in place of the requests' own
 * @param force whether work is done again that was done
 */
@JsonTypeName(ReplayPlan.KIND)
public record ReplayPlan(
        String topic,
        List<Span> spans,
        List<Span> answers,
        String where,
        Optional<String> pipeline,
        Optional<String> outputPrefix,
        boolean force)
        implements Plan {
    public static final String KIND = "replay";

    public ReplayPlan {
        spans = List.copyOf(spans);
        answers = List.copyOf(answers);
    }

    /** Offsets within the spans. */
    public long length() {
        return Spans.length(spans);
    }

    /**
     * The request as it goes out again. Parameters stay where the pipeline is the same one, be it of another version: of
     * another pipeline they would mean nothing.
     *
     * @param name for a request that has none
     */
    ImageRequest apply(ImageRequest request, String name) {
        boolean same =
                pipeline.isEmpty() || request.pipeline().map(ReplayPlan::base).equals(pipeline.map(ReplayPlan::base));
        return new ImageRequest(
                Optional.of(request.id().orElse(name)),
                request.source(),
                pipeline.or(request::pipeline),
                pipeline.isPresent() ? List.of() : request.operations(),
                same ? request.parameters() : Map.of(),
                outputPrefix
                        .map(prefix -> new ImageRequest.Output(request.output().bucket(), Optional.of(prefix)))
                        .orElse(request.output()),
                Optional.empty(),
                force ? Optional.of(true) : Optional.empty(),
                request.alpha(),
                request.subject());
    }

    private static String base(String title) {
        return title.split("@", 2)[0];
    }

    /** Whether a request is part of the range. */
    boolean holds(Position request) {
        return request.topic().equals(topic)
                && spans.stream()
                        .anyMatch(span -> span.partition() == request.partition() && span.holds(request.offset()));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public boolean numbers() {
        return true;
    }

    @Override
    public String summary() {
        return Stream.of(
                        Optional.of("%d offsets of %s".formatted(length(), topic)),
                        Optional.of(where).filter(text -> !text.isBlank()).map(text -> "where " + text),
                        pipeline.map(name -> "through " + name),
                        outputPrefix.map(prefix -> "to " + prefix),
                        Optional.of("by force").filter(text -> force))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
    }
}
