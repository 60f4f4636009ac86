package io.kirinuki.operation;

import io.kirinuki.image.Picture;
import io.kirinuki.image.Remarks;
import io.kirinuki.outcome.Outcome.FailedException;

/** What a picture's files say of it beside its pixels: the parameter {@code metadata}. */
enum Metadata {
    /** The density, and whose the photo is; see {@link Remarks}. */
    KEEP_RIGHTS,
    /** Nothing. */
    NONE;

    static Metadata of(Parameters parameters) throws FailedException {
        return parameters.choice("metadata", Metadata.class, KEEP_RIGHTS);
    }

    Picture in(Picture picture) {
        return switch (this) {
            case KEEP_RIGHTS -> picture;
            case NONE -> picture.with(Remarks.NONE);
        };
    }
}
