package io.kirinuki.local.process;

import com.google.common.net.UrlEscapers;
import io.kirinuki.evaluation.page.Markup;
import io.kirinuki.evaluation.page.Page;
import io.kirinuki.image.Blob;
import io.kirinuki.schema.ImageResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a job made, as a page to look at from the disk: photo and result side by side, and what failed and why. Needs neither
 * a network nor scripts, and its own policy forbids browsers both. Holds {@value #MOST} pictures at most, small ones: what
 * is large is shown by a thumbnail beside the page.
 *
 * @param succeeded of which the cards may be some only
 * @param failed of which the refusals may be some only
 */
record ContactSheet(Path folder, int succeeded, List<Card> cards, int failed, List<Refusal> refusals) {
    static final int MOST = 300;
    static final String NAME = "index.html";

    /** An artifact where it lies. */
    record File(Path path, ImageResult.Artifact artifact) {}

    /**
     * A picture that went well.
     *
     * @param photo where the input lies, unless it came from elsewhere
     */
    record Card(String name, Optional<Path> photo, ImageResult result, List<File> files) {}

    /** An input that failed, and why. */
    record Refusal(String name, String failure, String why) {}

    /** Where the page is. */
    Path write() throws IOException, InterruptedException {
        SheetPictures pictures = SheetPictures.in(folder);
        List<Markup> articles = new ArrayList<>();
        for (Card card : cards.stream().sorted(Comparator.comparing(Card::name)).toList()) {
            articles.add(article(card, pictures));
        }
        pictures.forgetOthers();
        Path page = folder.resolve(NAME);
        Path fresh = folder.resolve("." + NAME + ".new");
        Files.write(fresh, page(articles).html().getBytes(StandardCharsets.UTF_8));
        return Files.move(fresh, page, StandardCopyOption.REPLACE_EXISTING)
                .toAbsolutePath()
                .normalize();
    }

    private Markup page(List<Markup> articles) {
        String title = succeeded == 1 ? "1 picture" : succeeded + " pictures";
        Markup body = Markup.of("""
                <header>
                <h1>{}</h1>
                <p>{}</p>
                </header>
                <main>
                {}
                <section class="cards" aria-label="Pictures">
                {}
                </section>
                </main>""", title, subtitle(), failures(), Markup.joined(articles));
        Markup style = Markup.ofResource(ContactSheet.class, "contact-sheet.css");
        return Page.document(title + " - Kirinuki", "'self' file:", style, body);
    }

    private Markup subtitle() {
        List<Markup> words = new ArrayList<>();
        if (failed > 0) words.add(Markup.of("<a href=\"#failed\">{} failed</a>,", failed));
        if (cards.size() < succeeded) words.add(Markup.of("the {} that came last are shown,", cards.size()));
        words.add(Markup.of("all answers are in <a href=\"results.jsonl\">results.jsonl</a>"));
        return Markup.joined(words);
    }

    private Markup failures() {
        if (refusals.isEmpty()) return Markup.NONE;
        List<Markup> rows = refusals.stream()
                .sorted(Comparator.comparing(Refusal::name))
                .map(one -> Markup.of(
                        "<li><b><bdi>{}</bdi></b> <i>{}</i> <span>{}</span></li>",
                        one.name(),
                        one.failure(),
                        one.why()))
                .toList();
        return Markup.of(
                "<section id=\"failed\">\n<h2>{} failed</h2>\n<ul>\n{}\n</ul>\n</section>",
                failed,
                Markup.joined(rows));
    }

    private Markup article(Card card, SheetPictures pictures) throws IOException, InterruptedException {
        List<Markup> shown = new ArrayList<>();
        Optional<Path> before = card.photo().isPresent()
                ? pictures.of(card.photo().get(), card.result().source().format())
                : Optional.empty();
        before.ifPresent(file -> shown.add(figure(file, "", card.name(), "the photo")));
        for (File file : card.files()) {
            Optional<Path> picture = pictures.of(file.path(), file.artifact().mediaType());
            if (picture.isEmpty()) continue;
            shown.add(figure(
                    picture.get(),
                    "ground",
                    card.name(),
                    "its " + file.artifact().role()));
            if (shown.size() == 2) break; // further ones are among the links
        }
        ImageResult.Source source = card.result().source();
        List<Markup> links = new ArrayList<>();
        card.photo().ifPresent(file -> links.add(link(file, "photo")));
        for (File file : card.files()) {
            links.add(link(file.path(), file.artifact().role()));
        }
        return Markup.of(
                """
                <article>
                <h2><bdi>{}</bdi></h2>
                <div class="pictures">
                {}
                </div>
                <p>{} &times; {}{} <span>{}</span></p>
                </article>""",
                card.name(),
                shown.isEmpty() ? Markup.of("<p class=\"none\">no picture</p>") : Markup.joined(shown),
                source.width(),
                source.height(),
                labels(card.result()),
                Markup.joined(links));
    }

    private static Markup labels(ImageResult result) {
        return result.measures().labels().stream()
                .findFirst()
                .map(label -> Markup.of(", <bdi>{}</bdi> {} %", label.label(), Math.round(100 * label.probability())))
                .orElse(Markup.NONE);
    }

    private Markup figure(Path file, String style, String name, String what) {
        return Markup.of(
                "<div class=\"{}\"><img src=\"{}\" alt=\"{}: {}\" loading=\"lazy\" decoding=\"async\"></div>",
                style,
                address(file),
                name,
                what);
    }

    private Markup link(Path file, String words) {
        return Markup.of("<a href=\"{}\">{}</a>", address(file), words);
    }

    /** Relative where that is possible, so that the folder may be moved together with what lies beside it. */
    private String address(Path file) {
        Path page = folder.toAbsolutePath().normalize();
        Path there = file.toAbsolutePath().normalize();
        if (!there.getRoot().equals(page.getRoot())) return there.toUri().toASCIIString();
        StringBuilder address = new StringBuilder("./"); // else a name with a colon were a scheme
        String separator = "";
        for (Path segment : page.relativize(there)) {
            address.append(separator).append(UrlEscapers.urlPathSegmentEscaper().escape(segment.toString()));
            separator = "/";
        }
        return address.toString();
    }

    static String fingerprint(Path file, long bytes, long modified) {
        String what = file.toAbsolutePath().normalize() + "\n" + bytes + "\n" + modified;
        return Blob.of(what.getBytes(StandardCharsets.UTF_8)).sha256().substring(0, 24);
    }
}
