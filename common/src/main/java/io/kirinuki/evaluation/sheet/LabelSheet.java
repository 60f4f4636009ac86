package io.kirinuki.evaluation.sheet;

import io.kirinuki.evaluation.PhotosOf;
import io.kirinuki.evaluation.page.Markup;
import io.kirinuki.evaluation.page.Page;
import io.kirinuki.evaluation.page.Shown;
import io.kirinuki.evaluation.page.Shown.Ground;
import io.kirinuki.image.Blob;
import io.kirinuki.image.Photo;
import io.kirinuki.image.compose.Cutout;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Photos with the labels that they were given and those that are right, as a page: what was mistaken comes first. */
public record LabelSheet(List<Labelled> labelled, PhotosOf photos) {
    /** An image's labels. */
    public record Labelled(String name, String predicted, String truth) {
        boolean isRight() {
            return predicted.equals(truth);
        }
    }

    /** At most so many photos. */
    public Blob html(int most) throws InterruptedException {
        List<Labelled> shown = labelled.stream()
                .sorted(Comparator.comparing(Labelled::isRight)
                        .thenComparing(Labelled::truth)
                        .thenComparing(Labelled::predicted)
                        .thenComparing(Labelled::name))
                .limit(most)
                .toList();
        List<Markup> cards = new ArrayList<>();
        for (Labelled one : shown) cards.add(card(one));
        long right = labelled.stream().filter(Labelled::isRight).count();
        Markup main = Markup.of(
                "{}\n<section class=\"cards\">\n{}\n</section>",
                Page.tiles(List.of(
                        Page.tile("photos", Integer.toString(labelled.size())),
                        Page.tile("right", Long.toString(right)),
                        Page.tile("mistaken", Long.toString(labelled.size() - right)))),
                Markup.joined(cards));
        String subtitle = "the mistaken first%s"
                .formatted(shown.size() < labelled.size() ? ", %d of them all".formatted(shown.size()) : "");
        return new Page("Labels against the truth", subtitle, main).html();
    }

    private Markup card(Labelled one) throws InterruptedException {
        Markup picture = switch (Outcome.of(() -> picture(one.name()))) {
            case Outcome.Done<Optional<Shown>>(Optional<Shown> shown) ->
                shown.map(each -> each.figure(one.name(), Ground.PLAIN))
                        .orElseGet(() -> Markup.of("<p class=\"note\">{}: no photo of this name</p>", one.name()));
            case Outcome.Failed<Optional<Shown>>(var failure) ->
                Markup.of("<p class=\"note\">{}: {}</p>", one.name(), failure.withoutField());
        };
        return Markup.of(
                "<article>{}\n<p class=\"{}\"><b><bdi>{}</bdi></b>{}</p></article>",
                picture,
                one.isRight() ? "right" : "mistaken",
                one.predicted(),
                one.isRight() ? Markup.NONE : Markup.of(" for <bdi>{}</bdi>", one.truth()));
    }

    private Optional<Shown> picture(String name) throws FailedException, InterruptedException {
        Optional<Photo> opened = photos.open(name);
        if (opened.isEmpty()) return Optional.empty();
        try (Photo photo = opened.get()) {
            return Optional.of(Shown.of(Cutout.uncut(photo)));
        }
    }
}
