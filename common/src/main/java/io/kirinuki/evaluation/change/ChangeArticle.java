package io.kirinuki.evaluation.change;

import io.kirinuki.evaluation.change.AlphaComparison.Scored;
import io.kirinuki.evaluation.page.Markup;
import io.kirinuki.evaluation.page.Page;
import io.kirinuki.evaluation.page.Shown.Ground;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One image of a {@link ChangePage}: its figures, and its pictures side by side. */
final class ChangeArticle {
    private ChangeArticle() {}

    static Markup of(int rank, Scored scored, ChangePictures pictures) {
        List<Markup> shown = new ArrayList<>();
        pictures.photo().ifPresent(one -> shown.add(one.figure("Photo", Ground.PLAIN)));
        pictures.before().ifPresent(one -> shown.add(one.figure("Before", Ground.CHECKS)));
        pictures.after().ifPresent(one -> shown.add(one.figure("Now", Ground.CHECKS)));
        pictures.difference().ifPresent(one -> shown.add(one.figure("Difference", Ground.PLAIN)));
        return Page.article(rank, scored.change().key(), figures(scored), pictures.note(), shown);
    }

    private static List<Markup> figures(Scored scored) {
        Rendition before = scored.change().before();
        Rendition after = scored.change().after();
        List<Markup> figures = new ArrayList<>();
        figures.add(Page.figure("IoU", Page.number(scored.iou())));
        figures.add(Page.figure("mean difference", Page.number(scored.error())));
        if (before.uncertainty().isPresent() || after.uncertainty().isPresent()) {
            figures.add(Page.figure(
                    "uncertainty", number(before.uncertainty()) + " \u2192 " + number(after.uncertainty())));
        }
        if (before.label().isPresent() && after.label().isPresent()) {
            figures.add(Page.figure(
                    "label", before.label().get() + " \u2192 " + after.label().get()));
        }
        return figures;
    }

    private static String number(Optional<Double> value) {
        return value.map(Page::number).orElse("none");
    }
}
