package io.kirinuki.worker.job.collect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.image.Blob;
import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ImageResult.Artifact;
import io.kirinuki.schema.ImageResult.Box;
import io.kirinuki.schema.ImageResult.Label;
import io.kirinuki.schema.ImageResult.Measures;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import io.kirinuki.worker.job.collect.AnswerLog.Attachment;
import io.kirinuki.worker.job.collect.AnswerLog.Entry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Answers for tests. */
final class Answered {
    private static final Instant NOW = Instant.ofEpochSecond(1_000);

    private Answered() {}

    static ImageResult result(String key, int width, int height, List<Label> labels) {
        return new ImageResult(
                "id of " + key,
                new ImageResult.Source("photos", key, Optional.empty(), "etag", 9, "JPEG", width, height, 1),
                "car-mask@1",
                "f1",
                List.of(new Artifact(
                        "rle", "application/json", "made", "car-mask-f1/" + key + "/rle.json", 1, "0a", width, height)),
                ObjectRef.of("made", "car-mask-f1/" + key + "/result.json"),
                new Measures(
                        Optional.of(0.25),
                        Optional.of(new Box(1, 2, 3, 4)),
                        Optional.empty(),
                        Optional.of(0.125),
                        Optional.of(-90.5),
                        labels),
                List.of(),
                ImageResult.Timings.NONE,
                new Position("requests", 0, 1),
                1,
                NOW,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same with another artifact. */
    static ImageResult with(ImageResult result, Artifact artifact) {
        return new ImageResult(
                result.requestId(),
                result.source(),
                result.pipeline(),
                result.fingerprint(),
                List.of(artifact),
                result.sidecar(),
                result.measures(),
                result.models(),
                result.timings(),
                result.position(),
                result.attempt(),
                result.finishedAt(),
                result.reused(),
                result.cost(),
                result.alpha());
    }

    static ImageFailure failure(String key) {
        return new ImageFailure(
                "id of " + key,
                Optional.of(new ImageFailure.Source("photos", key, Optional.empty(), Optional.empty())),
                Optional.of("car-mask"),
                new ImageFailure.Reason("NotFound", "permanent", "source.key: there is no \"" + key + "\", really"),
                new Position("requests", 0, 1),
                1,
                NOW,
                NOW);
    }

    static Entry entry(long number, Rank rank, ImageAnswer answer, String attached) {
        Attachment attachment = answer instanceof ImageResult ? Attachment.KEPT : Attachment.NONE;
        return new Entry(number, rank, Blob.of(Json.write(answer)), attachment, Blob.of(attached.getBytes(UTF_8)));
    }
}
