package io.kirinuki.evaluation.change;

import io.kirinuki.evaluation.change.AlphaComparison.Scored;
import io.kirinuki.evaluation.change.ChangePictures.Shown;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** One image of a {@link ChangePage}: its figures, and its pictures side by side. */
final class ChangeArticle {
    private ChangeArticle() {}

    static Markup of(int rank, Scored scored, ChangePictures pictures) {
        List<Markup> shown = new ArrayList<>();
        add(shown, "Photo", "plain", pictures.photo());
        add(shown, "Before", "ground", pictures.before());
        add(shown, "Now", "ground", pictures.after());
        add(shown, "Difference", "plain", pictures.difference());
        return Markup.of(
                """
                <article>
                <h3><span>{}</span> <bdi>{}</bdi></h3>
                <p class="figures">{}</p>
                {}{}
                </article>""",
                rank,
                scored.change().key(),
                Markup.joined(figures(scored)),
                pictures.note().isEmpty() ? Markup.NONE : Markup.of("<p class=\"note\">{}</p>\n", pictures.note()),
                shown.isEmpty()
                        ? Markup.NONE
                        : Markup.of("<div class=\"pictures\">\n{}\n</div>", Markup.joined(shown)));
    }

    private static List<Markup> figures(Scored scored) {
        Rendition before = scored.change().before();
        Rendition after = scored.change().after();
        List<Markup> figures = new ArrayList<>();
        figures.add(figure("IoU", ChangePage.figure(scored.iou())));
        figures.add(figure("mean difference", ChangePage.figure(scored.error())));
        if (before.uncertainty().isPresent() || after.uncertainty().isPresent()) {
            figures.add(figure("uncertainty", number(before.uncertainty()) + " \u2192 " + number(after.uncertainty())));
        }
        if (before.label().isPresent() && after.label().isPresent()) {
            figures.add(figure(
                    "label", before.label().get() + " \u2192 " + after.label().get()));
        }
        return figures;
    }

    private static Markup figure(String name, String value) {
        return Markup.of("<span>{} <b>{}</b></span>", name, value);
    }

    private static String number(Optional<Double> value) {
        return value.map(ChangePage::figure).orElse("none");
    }

    private static void add(List<Markup> shown, String name, String style, Optional<Shown> picture) {
        if (picture.isEmpty()) return;
        String data = Base64.getEncoder().encodeToString(picture.get().webp().bytes());
        shown.add(Markup.of(
                """
                <figure><div class="{}"><img src="data:image/webp;base64,{}" width="{}" height="{}" alt="{}"></div>\
                <figcaption>{}</figcaption></figure>""",
                style,
                new Markup(data),
                picture.get().size().width(),
                picture.get().size().height(),
                name,
                name));
    }
}
