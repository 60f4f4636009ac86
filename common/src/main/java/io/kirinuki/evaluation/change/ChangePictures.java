package io.kirinuki.evaluation.change;

import io.kirinuki.encode.Thumbnail;
import io.kirinuki.evaluation.change.AlphaComparison.Scored;
import io.kirinuki.evaluation.change.Rendition.Layer;
import io.kirinuki.evaluation.change.Rendition.Source;
import io.kirinuki.evaluation.page.Shown;
import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.Picture;
import io.kirinuki.image.compose.Cutout;
import io.kirinuki.image.decode.PhotoFile;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import java.util.Optional;

/**
 * Small pictures of what changed: the photo, what the mask of before leaves of it, what that of now does, and the
 * difference. Where there is no photo to be had, the masks themselves.
 *
 * @param photo absent where it is not to be had
 * @param note why something is not shown; empty where all is
 */
record ChangePictures(
        Optional<Shown> photo, Optional<Shown> before, Optional<Shown> after, Optional<Shown> difference, String note) {
    static ChangePictures of(Scored scored, ObjectStore store) throws InterruptedException {
        AlphaReader reader = new AlphaReader(store);
        Outcome<ChangePictures> drawn = Outcome.of(() -> {
            try (Mask before = mask(scored.layers().before(), reader);
                    Mask after = mask(scored.layers().after(), reader)) {
                return drawn(scored.change(), before, after, store);
            }
        });
        return switch (drawn) {
            case Outcome.Done<ChangePictures>(ChangePictures pictures) -> pictures;
            case Outcome.Failed<ChangePictures>(Failure failure) ->
                new ChangePictures(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "An artifact is not to be had: " + failure.withoutField());
        };
    }

    private static Mask mask(Layer layer, AlphaReader reader) throws FailedException, InterruptedException {
        return AlphaReader.alpha(layer, reader.bytes(layer.object()))
                .orElseThrow(() -> new FailedException(new Failure.Undecodable("it has no alpha by now")));
    }

    private static ChangePictures drawn(Change change, Mask before, Mask after, ObjectStore store)
            throws FailedException, InterruptedException {
        return switch (photo(change.after().source(), store)) {
            case Outcome.Failed<Optional<Photo>>(Failure failure) ->
                silhouettes(before, after, "The photo is not to be had: " + failure.withoutField());
            case Outcome.Done<Optional<Photo>>(Optional<Photo> same) -> {
                if (same.isEmpty()) yield silhouettes(before, after, "The photo was replaced since.");
                try (Photo photo = same.get()) {
                    boolean turned = change.after().degrees().isPresent();
                    boolean fits = photo.size().equals(before.size()) && !turned;
                    if (fits) yield cutouts(photo, before, after);
                    yield silhouettes(before, after, "The masks are not of the whole upright photo.");
                }
            }
        };
    }

    /** Empty where another one has taken its place. */
    private static Outcome<Optional<Photo>> photo(Source source, ObjectStore store) throws InterruptedException {
        return Outcome.of(() -> {
            if (!(source.object() instanceof ObjectRef object)) {
                throw new FailedException(
                        new Failure.Unavailable("the host", "photos at addresses are not asked for again"));
            }
            try (var open = store.open(object).orThrow()) {
                if (!open.versionId().orElse(open.etag()).equals(source.version())) return Optional.empty();
                byte[] bytes = open.read().orThrow();
                return Optional.of(
                        PhotoFile.read(bytes, HeaderProbe.probe(bytes).orThrow())
                                .orThrow());
            }
        });
    }

    private static ChangePictures cutouts(Photo photo, Mask before, Mask after) throws FailedException {
        Picture small = Thumbnail.of(Cutout.uncut(photo), Shown.LONGEST);
        Picture difference = ChangeRows.picture(small, small(before), small(after));
        return new ChangePictures(
                Optional.of(Shown.of(small)),
                Optional.of(Shown.of(Cutout.transparent(photo, before))),
                Optional.of(Shown.of(Cutout.transparent(photo, after))),
                Optional.of(Shown.of(difference)),
                "");
    }

    private static ChangePictures silhouettes(Mask before, Mask after, String note) throws FailedException {
        Picture then = small(before);
        return new ChangePictures(
                Optional.empty(),
                Optional.of(Shown.of(then)),
                Optional.of(Shown.of(small(after))),
                Optional.of(Shown.of(ChangeRows.picture(then, then, small(after)))),
                note);
    }

    private static Picture small(Mask mask) {
        return Thumbnail.of(mask.picture(), Shown.LONGEST);
    }
}
