package io.kirinuki.schema;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The answer of a store's message that an image was removed: which artifacts of it were deleted.
 *
 * @param source the image that is gone
 * @param kept why nothing was deleted, or not all, for programs; absent where the image is gone and all that was made of it
 * @param runs folders of artifacts that this attempt found and emptied: each is what one fingerprint made of one version
 * @param objects that were deleted, sidecars counted in
 * @param deleted the first {@link #NAMED} of these folders, as {@code s3://bucket/key/}
 */
public record ImageRemoval(
        String requestId,
        ImageFailure.Source source,
        Optional<String> kept,
        int runs,
        long objects,
        List<String> deleted,
        Position position,
        int attempt,
        Instant finishedAt)
        implements ImageAnswer {
    public static final String TYPE = "io.kirinuki.image.removal.v1";
    /** More folders are counted and not named: an answer is a record of Kafka. */
    public static final int NAMED = 100;

    /** The image is there: put there again since, or another version of it is the newest now. */
    public static final String PRESENT = "present";
    /** The store does not say in so many words that the image is gone. */
    public static final String UNKNOWN = "unknown";

    /** The image is gone; a folder without a sidecar was written lately, and may be of a run that is under way: it was left. */
    public static final String RECENT = "recent";

    public ImageRemoval {
        deleted = List.copyOf(deleted);
    }

    /** For who can tell of pictures alone, and of why there is none. */
    public ImageFailure asFailure() {
        return new ImageFailure(
                requestId,
                Optional.of(source),
                Optional.empty(),
                new ImageFailure.Reason("Removed", "permanent", "the image was removed; no picture was asked for"),
                position,
                attempt,
                finishedAt,
                finishedAt);
    }
}
