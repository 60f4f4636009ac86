package io.kirinuki.evaluation.change;

import io.kirinuki.evaluation.change.AlphaComparison.Reason;
import io.kirinuki.evaluation.change.AlphaComparison.Result;
import io.kirinuki.evaluation.change.AlphaComparison.Scored;
import io.kirinuki.evaluation.change.ChangeFigures.Counted;
import io.kirinuki.evaluation.page.Markup;
import io.kirinuki.evaluation.page.Page;
import io.kirinuki.image.Blob;
import io.kirinuki.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * What changed, as a page: figures, how IoU is spread, and the images that changed most.
 *
 * @param title of the page
 * @param subtitle one line of what was compared
 */
public record ChangePage(String title, String subtitle, ChangeFigures figures, Result result) {
    private static final int MOST_LABELS = 12;

    /**
     * Reads masks and photos of the images shown, one after the other.
     *
     * @param done hears how many images are drawn
     */
    public Blob html(int most, ObjectStore store, LongConsumer done) throws InterruptedException {
        List<Markup> images = new ArrayList<>();
        for (Scored scored : result.mostChanged(most)) {
            images.add(ChangeArticle.of(images.size() + 1, scored, ChangePictures.of(scored, store)));
            done.accept(images.size());
        }
        return new Page(title, subtitle, main(images)).html();
    }

    private Markup main(List<Markup> images) {
        return Markup.of("""
                {}
                <section class="facts">
                {}
                <div>
                {}
                </div>
                </section>
                {}""", tiles(), chart(), Markup.joined(tables()), shown(images));
    }

    private Markup tiles() {
        List<Markup> tiles = new ArrayList<>();
        tiles.add(Page.tile("pairs", Long.toString(figures.pairs())));
        tiles.add(Page.tile("the same work", Long.toString(figures.unchanged())));
        tiles.add(Page.tile("compared", Integer.toString(result.scored().size())));
        result.distribution(figures).ifPresent(spread -> {
            tiles.add(Page.tile("mean IoU", Page.number(spread.mean())));
            tiles.add(Page.tile("median", Page.number(spread.median())));
            tiles.add(Page.tile("5th percentile", Page.number(spread.fifth())));
            tiles.add(Page.tile("least", Page.number(spread.least())));
            tiles.add(Page.tile("difference", Page.number(result.meanError(figures))));
        });
        return Page.tiles(tiles);
    }

    private Markup chart() {
        Optional<Distribution> distribution = result.distribution(figures);
        if (distribution.isEmpty()) return Markup.of("<figure><p>There is no alpha to compare.</p></figure>");
        return Markup.of(
                """
                <figure>
                <h2>IoU, before and now</h2>
                {}
                <figcaption>{} images. Those whose work is the same count as 1.0 and were not looked at: {}. Alpha of at
                least one half is subject.</figcaption>
                </figure>""",
                DistributionChart.of(distribution.get()),
                distribution.get().count(),
                figures.unchangedAlphas());
    }

    private List<Markup> tables() {
        List<Markup> tables = new ArrayList<>();
        tables.add(table("Models", figures.models(), each -> each.title().replace("->", "\u2192")));
        List<Counted<String>> answers = new ArrayList<>();
        answers.add(new Counted<>("done \u2192 done", figures.pairs()));
        figures.mended().forEach((name, count) -> answers.add(new Counted<>(name + " \u2192 done", count)));
        figures.broken().forEach((name, count) -> answers.add(new Counted<>("done \u2192 " + name, count)));
        figures.failing().forEach((name, count) -> answers.add(new Counted<>("failed \u2192 " + name, count)));
        if (figures.unanswered() > 0) answers.add(new Counted<>("no answer before", figures.unanswered()));
        tables.add(table("Answers", answers, each -> each));
        List<Counted<Reason>> reasons = new ArrayList<>();
        result.reasons().forEach((reason, count) -> reasons.add(new Counted<>(reason, count)));
        tables.add(table("Not compared", reasons, Reason::words));
        if (figures.labelled() > 0) {
            String heading = "%d of %d first labels changed".formatted(figures.relabelled(), figures.labelled());
            var most = figures.labels().stream().limit(MOST_LABELS).toList();
            tables.add(table(heading, most, each -> each.before() + " \u2192 " + each.after()));
            tables.add(apart("Of those, where both runs were sure", figures.relabelledMost()));
        }
        figures.angles()
                .ifPresent(angles -> tables.add(Markup.of(
                        "<p>{} images were turned: now {}\u00b0 away from before in the mean, {}\u00b0 at most.</p>",
                        angles.count(),
                        String.format(Locale.ROOT, "%.2f", angles.mean()),
                        String.format(Locale.ROOT, "%.2f", angles.greatest()))));
        tables.add(apart("Furthest turned", figures.turnedMost()));
        return tables;
    }

    /** Images by name, the furthest apart first. */
    private static Markup apart(String heading, List<ChangeFigures.Apart> images) {
        if (images.isEmpty()) return Markup.NONE;
        List<Markup> lines = images.stream()
                .limit(MOST_LABELS)
                .map(each -> Markup.of(
                        "<tr><th scope=\"row\"><bdi>{}</bdi></th><td><bdi>{} \u2192 {}</bdi></td></tr>",
                        each.image().key(),
                        each.before(),
                        each.after()))
                .toList();
        return Markup.of("<h2>{}</h2>\n<table>\n{}\n</table>", heading, Markup.joined(lines));
    }

    private interface Words<T> {
        String of(T thing);
    }

    private static <T> Markup table(String heading, List<Counted<T>> rows, Words<T> words) {
        if (rows.isEmpty()) return Markup.NONE;
        List<Markup> lines = rows.stream()
                .map(row -> Markup.of(
                        "<tr><th scope=\"row\"><bdi>{}</bdi></th><td>{}</td></tr>", words.of(row.what()), row.count()))
                .toList();
        return Markup.of("<h2>{}</h2>\n<table>\n{}\n</table>", heading, Markup.joined(lines));
    }

    private static Markup shown(List<Markup> images) {
        if (images.isEmpty()) return Markup.NONE;
        return Markup.of(
                """
                <section class="images">
                <h2>{}</h2>
                <p class="legend"><i class="gained"></i> is subject now and was not &nbsp; <i class="lost"></i> was \
                subject and is no longer</p>
                {}
                </section>""",
                images.size() == 1 ? "The image that changed" : "The %d that changed most".formatted(images.size()),
                Markup.joined(images));
    }
}
