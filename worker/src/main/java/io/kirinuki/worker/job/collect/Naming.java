package io.kirinuki.worker.job.collect;

import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageRequest;
import java.util.Optional;

/** How a file of the whole names images. */
public enum Naming {
    /** What stands behind the last slash of the key. */
    FILE,
    /** The whole key; of an image at an address its path. */
    KEY,
    /** The request's id. */
    ID;

    /** Empty where nobody knows what the image was. */
    Optional<String> name(Piece piece) {
        return switch (piece) {
            case Piece.Made(var number, var result, var attached) ->
                Optional.of(name(result.source().key(), result.requestId()));
            case Piece.Lost(var number, var result, var why) ->
                Optional.of(name(result.source().key(), result.requestId()));
            case Piece.Failed(var number, var failure) ->
                this == ID
                        ? Optional.of(failure.requestId())
                        : failure.source().map(ImageFailure.Source::key).map(key -> name(key, failure.requestId()));
            case Piece.Unanswered(var number, var request) -> request.map(Naming.this::name);
        };
    }

    private String name(ImageRequest request) {
        String key = request.source().key();
        return name(key, request.id().orElse(key));
    }

    private String name(String key, String id) {
        return switch (this) {
            case FILE -> key.substring(key.lastIndexOf('/') + 1);
            case KEY -> key;
            case ID -> id;
        };
    }
}
