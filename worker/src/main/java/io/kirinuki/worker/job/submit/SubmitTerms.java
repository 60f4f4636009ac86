package io.kirinuki.worker.job.submit;

import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ObjectRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What a submission asks of each image, but for what a line of a manifest says itself.
 *
 * @param pipeline absent only where every line says
 * @param parameters of that pipeline
 * @param deadline how long a request is good for, from when it is sent
 */
public record SubmitTerms(
        Optional<String> pipeline,
        SortedMap<String, Map<String, JsonNode>> parameters,
        Optional<String> outputPrefix,
        Lane lane,
        Optional<Duration> deadline,
        boolean force) {
    private static final int LONGEST_ID = 1024; // the schema's own limit

    /** Which of the workers' topics requests go to. */
    public enum Lane {
        LIVE,
        BACKFILL
    }

    /** In one order, so that the same terms are written the same way. */
    public SubmitTerms {
        SortedMap<String, Map<String, JsonNode>> sorted = new TreeMap<>();
        parameters.forEach((step, own) -> sorted.put(step, new TreeMap<>(own)));
        parameters = sorted;
    }

    /** A request for an object by these terms alone. */
    ImageRequest ask(ObjectRef object, Instant now) {
        return fill(
                new ImageRequest(
                        Optional.empty(),
                        object,
                        pipeline,
                        List.of(),
                        parameters,
                        ImageRequest.Output.DEFAULT,
                        Optional.empty(),
                        Optional.empty()),
                now);
    }

    /** The request with what it leaves open, but for the pipeline. Its name is its object's, where that is not too long. */
    ImageRequest fill(ImageRequest request, Instant now) {
        String object = request.source().toString();
        var output = request.output();
        return new ImageRequest(
                request.id()
                        .or(() -> Optional.of(object).filter(id -> id.codePointCount(0, id.length()) <= LONGEST_ID)),
                request.source(),
                request.pipeline(),
                request.operations(),
                request.parameters(),
                new ImageRequest.Output(output.bucket(), output.prefix().or(() -> outputPrefix)),
                request.deadline().or(() -> deadline.map(now::plus)),
                request.force().or(() -> force ? Optional.of(true) : Optional.empty()),
                request.alpha(),
                request.subject());
    }
}
