package io.kirinuki.evaluation.page;

import io.kirinuki.image.Blob;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * An HTML file for people, by one style: it holds its pictures and needs neither a network nor scripts; its own policy
 * forbids browsers both.
 *
 * @param subtitle one line of what is shown
 * @param main all below
 */
public record Page(String title, String subtitle, Markup main) {
    public Blob html() {
        Markup page = Markup.of("""
                <!doctype html>
                <html lang="en-GB">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
                <title>{}</title>
                <style>
                {}</style>
                </head>
                <body>
                <header>
                <h1>{}</h1>
                <p>{}</p>
                </header>
                <main>
                {}
                </main>
                </body>
                </html>
                """, title, Markup.ofResource(Page.class, "page.css"), title, subtitle, main);
        return Blob.of(page.html().getBytes(StandardCharsets.UTF_8));
    }

    /** A figure that stands large. */
    public static Markup tile(String name, String value) {
        return Markup.of("<div><b>{}</b><span>{}</span></div>", value, name);
    }

    public static Markup tiles(List<Markup> tiles) {
        return Markup.of("<section class=\"tiles\">\n{}\n</section>", Markup.joined(tiles));
    }

    /** One image: what it is called, its figures, and its pictures side by side. */
    public static Markup article(int rank, String name, List<Markup> figures, String note, List<Markup> pictures) {
        return Markup.of(
                """
                <article>
                <h3><span>{}</span> <bdi>{}</bdi></h3>
                <p class="figures">{}</p>
                {}{}
                </article>""",
                rank,
                name,
                Markup.joined(figures),
                note.isEmpty() ? Markup.NONE : Markup.of("<p class=\"note\">{}</p>\n", note),
                pictures.isEmpty()
                        ? Markup.NONE
                        : Markup.of("<div class=\"pictures\">\n{}\n</div>", Markup.joined(pictures)));
    }

    /** One of an image's figures. */
    public static Markup figure(String name, String value) {
        return Markup.of("<span>{} <b>{}</b></span>", name, value);
    }

    public static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
