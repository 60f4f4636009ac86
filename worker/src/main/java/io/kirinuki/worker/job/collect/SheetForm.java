package io.kirinuki.worker.job.collect;

import io.kirinuki.encode.Thumbnail;
import io.kirinuki.encode.WebpEncoding;
import io.kirinuki.evaluation.page.Markup;
import io.kirinuki.evaluation.page.Page;
import io.kirinuki.image.Blob;
import io.kirinuki.image.Photo;
import io.kirinuki.image.compose.Cutout;
import io.kirinuki.image.decode.PhotoFile;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ImageResult.Artifact;
import io.kirinuki.schema.ImageResult.Measures;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Contact sheets: a folder of HTML pages, each with so many small pictures and what is said of them, and a page that leads
 * to all. Pages hold their pictures and need neither a network nor scripts.
 *
 * @param role of the artifact that is shown; absent: of each image its first picture
 * @param perPage pictures on a page: at some 6 kB each, a hundred make 0.8 MB
 * @param title of the pages
 */
public record SheetForm(Optional<String> role, Naming naming, int perPage, String title) implements Form {
    public static final int MOST_PER_PAGE = 1_000;

    private static final int LONGEST = 240;
    private static final WebpEncoding ENCODING = WebpEncoding.lossy(75);
    /** Decoding takes some bytes a pixel, which nobody has counted. */
    private static final Semaphore DECODING = new Semaphore(2);

    @Override
    public String keeps() {
        return "sheet %s %d".formatted(role.orElse("*"), LONGEST);
    }

    @Override
    public Optional<Artifact> needed(ImageResult result) {
        if (role.isPresent()) return Optional.of(Roles.find(result, role.get()));
        return result.artifacts().stream()
                .filter(artifact -> artifact.mediaType().startsWith("image/"))
                .findFirst();
    }

    @Override
    public Blob kept(Blob artifact) throws FailedException, InterruptedException {
        DECODING.acquire();
        try {
            byte[] bytes = artifact.bytes();
            try (Photo photo =
                    PhotoFile.read(bytes, HeaderProbe.probe(bytes).orThrow()).orThrow()) {
                return ENCODING.encode(Thumbnail.of(Cutout.uncut(photo), LONGEST));
            }
        } finally {
            DECODING.release();
        }
    }

    /** Pages that an earlier run has left over are removed. */
    @Override
    public void write(Iterable<Piece> pieces, Path target, Losses losses) throws IOException, InterruptedException {
        Files.createDirectories(target);
        long requests = 0;
        for (Piece piece : pieces) requests = piece.number() + 1;
        long pages = Math.max(1, (requests + perPage - 1) / perPage);
        Iterator<Piece> all = pieces.iterator();
        for (long page = 1; page <= pages; page++) {
            long number = page;
            WholeFile.write(target.resolve(name(page)), out -> writePage(all, number, pages, out));
        }
        WholeFile.write(target.resolve("index.html"), out -> writeIndex(pages, out));
        for (long page = pages + 1; Files.deleteIfExists(target.resolve(name(page))); page++) {}
    }

    private static String name(long page) {
        return "page-%05d.html".formatted(page);
    }

    private void writePage(Iterator<Piece> all, long page, long pages, OutputStream out) throws IOException {
        List<Markup> ways = new ArrayList<>();
        if (page > 1) ways.add(Markup.of("<a rel=\"prev\" href=\"{}\">before</a>", name(page - 1)));
        ways.add(Markup.of("<a href=\"index.html\">all pages</a>"));
        if (page < pages) ways.add(Markup.of("<a rel=\"next\" href=\"{}\">next</a>", name(page + 1)));
        List<Markup> cards = new ArrayList<>();
        while (cards.size() < perPage && all.hasNext()) cards.add(card(all.next()));
        write(
                "page %d of %d".formatted(page, pages),
                Markup.of("<nav>{}</nav>\n<main>\n{}\n</main>", Markup.joined(ways), Markup.joined(cards)),
                out);
    }

    private void writeIndex(long pages, OutputStream out) throws IOException {
        List<Markup> links = new ArrayList<>();
        for (long page = 1; page <= pages; page++) {
            links.add(Markup.of("<a href=\"{}\">{}</a>", name(page), page));
        }
        write("%d pages".formatted(pages), Markup.of("<nav>{}</nav>", Markup.joined(links)), out);
    }

    private void write(String subtitle, Markup body, OutputStream out) throws IOException {
        Markup whole = Page.document(
                title + ": " + subtitle,
                "data:",
                Markup.ofResource(SheetForm.class, "sheet.css"),
                Markup.of("<h1><bdi>{}</bdi></h1>\n<p>{}</p>\n{}", title, subtitle, body));
        out.write(whole.html().getBytes(StandardCharsets.UTF_8));
    }

    private Markup card(Piece piece) {
        String name = naming.name(piece).orElse("");
        return switch (piece) {
            case Piece.Made(var number, var result, var attached) ->
                card(piece, name, "", picture(attached, name), words(result.measures()));
            case Piece.Lost(var number, var result, var why) ->
                card(piece, name, "missing", Markup.NONE, List.of("lost", why));
            case Piece.Failed(var number, var failure) ->
                card(
                        piece,
                        name,
                        "missing",
                        Markup.NONE,
                        List.of(failure.failure().name(), failure.failure().message()));
            case Piece.Unanswered unanswered -> card(piece, name, "missing", Markup.NONE, List.of("not answered"));
        };
    }

    private static Markup card(Piece piece, String name, String style, Markup picture, List<String> words) {
        return Markup.of(
                "<figure class=\"{}\"><div>{}</div><figcaption><span>{}</span> <bdi>{}</bdi>{}</figcaption></figure>",
                style,
                picture,
                piece.number(),
                name,
                Markup.joined(words.stream()
                        .map(word -> Markup.of("<small>{}</small>", word))
                        .toList()));
    }

    private static Markup picture(Blob webp, String name) {
        if (webp.length() == 0) return Markup.NONE;
        String data = Base64.getEncoder().encodeToString(webp.bytes());
        return Markup.of("<img src=\"data:image/webp;base64,{}\" alt=\"{}\">", new Markup(data), name);
    }

    private static List<String> words(Measures measures) {
        List<String> words = new ArrayList<>();
        measures.labels().stream()
                .findFirst()
                .ifPresent(
                        label -> words.add(String.format(Locale.ROOT, "%s %.2f", label.label(), label.probability())));
        measures.coverage().ifPresent(share -> words.add(String.format(Locale.ROOT, "coverage %.3f", share)));
        measures.uncertainty().ifPresent(share -> words.add(String.format(Locale.ROOT, "uncertainty %.3f", share)));
        measures.degrees().ifPresent(angle -> words.add(String.format(Locale.ROOT, "%.1f\u00b0", angle)));
        return words;
    }
}
