package io.kirinuki.evaluation.sheet;

import io.kirinuki.encode.Thumbnail;
import io.kirinuki.evaluation.MaskEvaluation;
import io.kirinuki.evaluation.MaskEvaluation.Result;
import io.kirinuki.evaluation.MaskEvaluation.Scored;
import io.kirinuki.evaluation.PhotosOf;
import io.kirinuki.evaluation.change.ChangeRows;
import io.kirinuki.evaluation.page.Markup;
import io.kirinuki.evaluation.page.Page;
import io.kirinuki.evaluation.page.Shown;
import io.kirinuki.evaluation.page.Shown.Ground;
import io.kirinuki.image.Blob;
import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.Picture;
import io.kirinuki.image.compose.Cutout;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The images whose masks are worst, as a page: photo, what the prediction leaves of it, what the truth does, and the
 * difference. Without photos the masks themselves.
 */
public record MaskSheet(MaskEvaluation evaluation, Result result, Optional<PhotosOf> photos) {
    /** Of the worst at most so many. */
    public Blob html(int most) throws InterruptedException {
        List<Markup> articles = new ArrayList<>();
        for (Scored scored : result.worst(most)) articles.add(article(articles.size() + 1, scored));
        List<Markup> tiles = new ArrayList<>(
                List.of(Page.tile("masks", Integer.toString(result.scored().size()))));
        result.mean().ifPresent(mean -> {
            tiles.add(Page.tile("mean Dice", Page.number(mean.dice())));
            tiles.add(Page.tile("mean IoU", Page.number(mean.iou())));
        });
        result.median().ifPresent(median -> tiles.add(Page.tile("median IoU", Page.number(median.iou()))));
        result.mean().ifPresent(mean -> {
            tiles.add(Page.tile("MAE", Page.number(mean.error())));
            tiles.add(Page.tile("outline F, %d px".formatted(evaluation.reach()), Page.number(mean.outline())));
        });
        Markup main = Markup.of("""
                {}
                <section class="images">
                <h2>The {} worst</h2>
                <p class="legend"><i class="gained"></i> is subject and should not be &nbsp; <i class="lost"></i> should \
                be and is not</p>
                {}
                </section>""", Page.tiles(tiles), articles.size(), Markup.joined(articles));
        return new Page("Masks against the truth", "least Dice first", main).html();
    }

    private Markup article(int rank, Scored scored) throws InterruptedException {
        List<Markup> figures = List.of(
                Page.figure("Dice", Page.number(scored.score().dice())),
                Page.figure("IoU", Page.number(scored.score().iou())),
                Page.figure("MAE", Page.number(scored.score().error())),
                Page.figure("outline F", Page.number(scored.outline())));
        return switch (Outcome.of(() -> pictures(scored))) {
            case Outcome.Done<List<Markup>>(List<Markup> pictures) ->
                Page.article(rank, scored.name(), figures, "", pictures);
            case Outcome.Failed<List<Markup>>(var failure) ->
                Page.article(rank, scored.name(), figures, "No picture: " + failure.withoutField(), List.of());
        };
    }

    private List<Markup> pictures(Scored scored) throws FailedException, InterruptedException {
        return evaluation.with(scored, (predicted, truth) -> {
            Optional<Photo> opened = photos.isPresent() ? photos.get().open(scored.name()) : Optional.empty();
            if (opened.isEmpty()) return silhouettes(predicted, truth);
            try (Photo photo = opened.get()) {
                return photo.size().equals(truth.size())
                        ? cutouts(photo, predicted, truth)
                        : silhouettes(predicted, truth);
            }
        });
    }

    private static List<Markup> cutouts(Photo photo, Mask predicted, Mask truth) throws FailedException {
        Picture small = Thumbnail.of(Cutout.uncut(photo), Shown.LONGEST);
        return List.of(
                Shown.of(small).figure("Photo", Ground.PLAIN),
                Shown.of(Cutout.transparent(photo, predicted)).figure("Prediction", Ground.CHECKS),
                Shown.of(Cutout.transparent(photo, truth)).figure("Truth", Ground.CHECKS),
                difference(small, predicted, truth));
    }

    private static List<Markup> silhouettes(Mask predicted, Mask truth) throws FailedException {
        return List.of(
                Shown.of(predicted.picture()).figure("Prediction", Ground.PLAIN),
                Shown.of(truth.picture()).figure("Truth", Ground.PLAIN),
                difference(Thumbnail.of(truth.picture(), Shown.LONGEST), predicted, truth));
    }

    private static Markup difference(Picture under, Mask predicted, Mask truth) throws FailedException {
        Picture guess = Thumbnail.of(predicted.picture(), Shown.LONGEST);
        Picture fact = Thumbnail.of(truth.picture(), Shown.LONGEST);
        return Shown.of(ChangeRows.picture(under, fact, guess)).figure("Difference", Ground.PLAIN);
    }
}
