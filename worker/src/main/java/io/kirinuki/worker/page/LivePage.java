package io.kirinuki.worker.page;

import io.kirinuki.image.Blob;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.worker.http.Call;
import io.kirinuki.worker.http.Reply;
import io.kirinuki.worker.http.Route;
import io.kirinuki.worker.http.Visitors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The page that shows what a worker does, while it does it: its routes on the admin port. It asks nothing of anyone
 * else's server, and lets nothing be changed but what {@link Drops} takes.
 *
 * <p>Nothing of it runs while nobody looks, but {@link RecentAnswers} and {@link Batches}, which are told.
 */
public final class LivePage implements AutoCloseable {
    /** Nothing inline, nothing from elsewhere, in nobody's frame. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Pattern COLOUR = Pattern.compile("#[0-9a-f]{6}");
    private static final int MOST_NAME = 200;

    private final PageParts parts;
    private final Visitors visitors;
    private final LiveEvents feed;
    private final Optional<Thumbnails> thumbnails;

    public LivePage(PageParts parts) {
        this.parts = parts;
        this.visitors = new Visitors(parts.names());
        this.feed = new LiveEvents(parts);
        this.thumbnails = parts.pictures().map(Thumbnails::new);
    }

    /** Other pages are {@code index}, for whoever asks for no HTML. */
    public List<Route> routes(String index) {
        List<Route> routes = new ArrayList<>();
        routes.add(Route.get(
                "/",
                call -> (call.accepts("text/html")
                                ? resource("page.html", "text/html; charset=utf-8")
                                : Reply.text(200, index))
                        .with("Vary", "Accept")));
        routes.add(Route.get("/page/page.css", call -> resource("page.css", "text/css; charset=utf-8")));
        routes.add(Route.get("/page/page.js", call -> resource("page.js", "text/javascript; charset=utf-8")));
        routes.add(Route.get("/page/mark.svg", call -> resource("mark.svg", "image/svg+xml")));
        routes.add(Route.get("/page/events", guarded(feed::reply)));
        routes.add(Route.get("/page/pictures/*", guarded(this::picture)));
        routes.add(Route.get("/page/files/*", guarded(this::file)));
        parts.drops()
                .ifPresent(drops -> routes.add(Route.post("/page/drops", drops.most(), call -> dropped(drops, call))));
        return routes;
    }

    private Route.Handler guarded(Route.Handler handler) {
        return call -> {
            Optional<Reply> refusal = visitors.refusal(call);
            return refusal.isPresent() ? refusal.get() : handler.answer(call);
        };
    }

    private static Reply resource(String name, String mediaType) {
        try (InputStream in = LivePage.class.getResourceAsStream(name)) {
            return Reply.whole(200, mediaType, Blob.of(in.readAllBytes()))
                    .with("Content-Security-Policy", POLICY)
                    .with("Referrer-Policy", "no-referrer")
                    .with("Cross-Origin-Resource-Policy", "same-origin")
                    .with("Cross-Origin-Opener-Policy", "same-origin");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a path of pictures names: an answer's number, and its source or one of its artifacts. */
    private record Asked(ImageResult result, Optional<ImageResult.Artifact> artifact) {
        Thumbnails.Key key() {
            return artifact.map(file -> new Thumbnails.Key(ObjectRef.of(file.bucket(), file.key()), Optional.empty()))
                    .orElseGet(() -> source(result.source()));
        }

        private static Thumbnails.Key source(ImageResult.Source source) {
            return new Thumbnails.Key(
                    new ObjectRef(source.bucket(), source.key(), source.versionId()),
                    Optional.of(source.versionId().orElse(source.etag())));
        }
    }

    private Optional<Asked> asked(String path) {
        String[] words = path.split("/", -1);
        if (words.length != 2 || !words[0].matches("\\d{1,18}") || !words[1].matches("source|\\d{1,3}")) {
            return Optional.empty();
        }
        return parts.answers().find(Long.parseLong(words[0])).flatMap(seen -> {
            if (!(seen.answer() instanceof ImageResult result)) return Optional.empty();
            if (words[1].equals("source")) {
                // What lies at an address is not fetched again for being looked at.
                return result.source().url().isPresent()
                        ? Optional.empty()
                        : Optional.of(new Asked(result, Optional.empty()));
            }
            int number = Integer.parseInt(words[1]);
            return number < result.artifacts().size()
                    ? Optional.of(
                            new Asked(result, Optional.of(result.artifacts().get(number))))
                    : Optional.empty();
        });
    }

    private Reply picture(Call call) throws InterruptedException {
        if (thumbnails.isEmpty()) return notShown();
        Optional<Asked> asked = asked(call.rest());
        if (asked.isEmpty()) return gone();
        return switch (thumbnails.get().of(asked.get().key())) {
            case Outcome.Done<Blob>(Blob webp) ->
                Reply.whole(200, "image/webp", webp)
                        .with("Cache-Control", "private, max-age=3600")
                        .with("Cross-Origin-Resource-Policy", "same-origin");
            case Outcome.Failed<Blob>(Failure failure) -> Reply.problem(404, failure.message());
        };
    }

    /** An artifact as it is, to be kept by the visitor. */
    private Reply file(Call call) throws InterruptedException {
        if (thumbnails.isEmpty()) return notShown();
        Optional<ImageResult.Artifact> file = asked(call.rest()).flatMap(Asked::artifact);
        if (file.isEmpty()) return gone();
        ObjectRef object = ObjectRef.of(file.get().bucket(), file.get().key());
        Outcome<Blob> bytes = Outcome.of(() -> {
            try (var open = parts.pictures().orElseThrow().find(object).orThrow()) {
                return Blob.of(open.read().orThrow());
            }
        });
        return switch (bytes) {
            case Outcome.Done<Blob>(Blob whole) ->
                Reply.whole(200, "application/octet-stream", whole)
                        .with("Content-Disposition", "attachment")
                        .with("Cross-Origin-Resource-Policy", "same-origin");
            case Outcome.Failed<Blob>(Failure failure) -> Reply.problem(404, failure.message());
        };
    }

    private static Reply notShown() {
        return Reply.problem(403, "pictures are not shown; kirinuki.admin.pictures allows it");
    }

    private static Reply gone() {
        return Reply.problem(404, "this answer is not among the last ones any more");
    }

    private Reply dropped(Drops drops, Call call) throws IOException, InterruptedException {
        Optional<Reply> refusal = visitors.refusalOfChange(call);
        if (refusal.isPresent()) return refusal.get();
        String name = call.parameter("name").orElse("picture");
        String pipeline = call.parameter("pipeline").orElse("");
        Optional<String> background = call.parameter("background").filter(colour -> !colour.isEmpty());
        if (name.isBlank() || name.length() > MOST_NAME) {
            return Reply.problem(400, "name: 1 to %d characters".formatted(MOST_NAME));
        }
        if (drops.choices().stream().noneMatch(choice -> choice.pipeline().equals(pipeline))) {
            return Reply.problem(400, "pipeline: one of those that the page offers");
        }
        if (background.isPresent() && !COLOUR.matcher(background.get()).matches()) {
            return Reply.problem(400, "background: a colour such as #ffffff, or nothing");
        }
        Blob picture = Blob.of(call.body().readAllBytes());
        if (picture.length() == 0) return Reply.problem(400, "the file is empty");
        return switch (drops.drop(new Drops.Dropped(name, pipeline, background, picture))) {
            case Outcome.Done<String>(String id) ->
                Reply.whole(202, "application/json", Blob.of(Json.MAPPER.writeValueAsBytes(Map.of("request", id))));
            case Outcome.Failed<String>(Failure failure) -> Reply.problem(503, failure.message());
        };
    }

    /** Ends what is being shown. */
    @Override
    public void close() {
        feed.close();
        thumbnails.ifPresent(Thumbnails::close);
    }
}
