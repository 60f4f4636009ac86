package io.kirinuki.evaluation.page;

import io.kirinuki.image.Blob;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * An HTML file for people, by one style: it holds its pictures and needs neither a network nor scripts.
 *
 * @param subtitle one line of what is shown
 * @param main all below
 */
public record Page(String title, String subtitle, Markup main) {
    public Blob html() {
        Markup body = Markup.of("""
                <header>
                <h1>{}</h1>
                <p>{}</p>
                </header>
                <main>
                {}
                </main>""", title, subtitle, main);
        Markup page = document(title, "data:", Markup.ofResource(Page.class, "page.css"), body);
        return Blob.of(page.html().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A whole HTML file, whose own policy forbids browsers scripts and the network.
     *
     * @param images where its pictures may be, as the policy spells it
     */
    public static Markup document(String title, String images, Markup style, Markup body) {
        return Markup.of("""
                <!doctype html>
                <html lang="en-GB">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <meta name="referrer" content="no-referrer">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src {}">
                <title>{}</title>
                <style>
                {}</style>
                </head>
                <body>
                {}
                </body>
                </html>
                """, images, title, style, body);
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
