package io.kirinuki.worker.page;

import io.kirinuki.image.Blob;
import io.kirinuki.image.ByteSize;
import io.kirinuki.local.standin.MemoryStore;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import io.kirinuki.store.ObjectStore.OpenObject;
import io.kirinuki.worker.http.HttpServer;
import io.kirinuki.worker.http.Problems;
import io.kirinuki.worker.http.ServerLimits;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.imageio.ImageIO;

/** A live page over a real server, of a worker that does what a test says. */
final class PageWorld implements AutoCloseable {
    static final ByteSize MOST_DROPPED = new ByteSize(100_000);

    final RecentAnswers answers = new RecentAnswers();
    final Batches batches = new Batches();
    final MemoryStore store = new MemoryStore();
    final List<Drops.Dropped> dropped = new CopyOnWriteArrayList<>();
    volatile JobList jobs = JobList.NONE;
    volatile boolean ready = true;
    private final LivePage page;
    private final HttpServer server;
    private int offset;

    PageWorld(boolean pictures, boolean drops) throws IOException {
        page = new LivePage(new PageParts(
                drops ? "demo" : "worker",
                answers,
                batches,
                this::machine,
                () -> jobs.all(),
                pictures ? Optional.of(store) : Optional.empty(),
                drops ? Optional.of(new Taking()) : Optional.empty(),
                Set.of("kirinuki.example")));
        server = HttpServer.start(
                "page-test",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                page.routes("Kirinuki worker\n"),
                ServerLimits.USUAL,
                Problems.TEXT);
    }

    String url() {
        return "http://127.0.0.1:" + server.port();
    }

    int port() {
        return server.port();
    }

    private Machine machine() {
        return new Machine(
                ready,
                Map.of("stream", "RUNNING"),
                new Machine.InFlight(2, 12, 64, 30_000_000, 128_000_000, 24_000_000, 100_000_000),
                List.of(
                        new Machine.Queue("live", "image-requests", 0, 3, Optional.of(1.5)),
                        new Machine.Queue("backfill", "image-requests-backfill", 0, 40, Optional.of(130.0))),
                spent(),
                new Machine.Store(false, List.of()),
                List.of(new Machine.Model("subject", "3", "cpu", Optional.empty())),
                Map.of(),
                Optional.empty());
    }

    /** Of each second that passes 0.7 at work, and the rest waiting for objects. */
    private static Map<String, Double> spent() {
        double seconds = System.nanoTime() / 1e9;
        return Map.of("busy", 0.7 * seconds, "fetch", 0.3 * seconds);
    }

    /** A photo of a red disc on blue, its cut-out, and the answer that tells of both. */
    void succeed(String id, String key, boolean doubtful) throws IOException {
        byte[] photo = picture(false);
        store.put(ObjectRef.of("photos", key), "image/png", Blob.of(photo));
        String target = "cutouts/" + id + ".png";
        byte[] cutout = picture(true);
        store.put(ObjectRef.of("artifacts", target), "image/png", Blob.of(cutout));
        answers.tell(
                new ImageResult(
                        id,
                        new ImageResult.Source(
                                "photos", key, Optional.empty(), etag(key), photo.length, "image/png", 400, 300, 1),
                        "cutout",
                        "f".repeat(64),
                        List.of(new ImageResult.Artifact(
                                "cutout", "image/png", "artifacts", target, cutout.length, "0".repeat(64), 400, 300)),
                        ObjectRef.of("artifacts", target + ".json"),
                        new ImageResult.Measures(
                                Optional.of(0.4),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(0.06),
                                Optional.empty(),
                                List.of()),
                        List.of(new ImageResult.ModelUse("subject", "3", "a".repeat(64), "cpu", 4, Optional.empty())),
                        new ImageResult.Timings(12, 30, 5, 80, 44, 21),
                        position(),
                        1,
                        Instant.parse("2026-01-01T00:00:00Z"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                doubtful);
    }

    private String etag(String key) {
        return switch (store.open(ObjectRef.of("photos", key))) {
            case Outcome.Done<OpenObject>(var open) -> open.etag();
            case Outcome.Failed<OpenObject>(var failure) -> failure.name();
        };
    }

    void fail(String id, String key, String name, String message) {
        answers.tell(
                new ImageFailure(
                        id,
                        Optional.of(ImageFailure.Source.of(ObjectRef.of("photos", key))),
                        Optional.of("cutout"),
                        new ImageFailure.Reason(name, "permanent", message),
                        position(),
                        1,
                        Instant.parse("2026-01-01T00:00:00Z"),
                        Instant.parse("2026-01-01T00:00:00Z")),
                false);
    }

    private Position position() {
        return new Position("image-requests", 0, offset++, Optional.empty());
    }

    static byte[] picture(boolean cutOut) throws IOException {
        BufferedImage image =
                new BufferedImage(400, 300, cutOut ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        if (!cutOut) {
            pen.setColor(new Color(40, 80, 160));
            pen.fillRect(0, 0, 400, 300);
        }
        pen.setColor(new Color(200, 40, 40));
        pen.fillOval(100, 50, 200, 200);
        pen.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    void batch() {
        batches.ran(3, 4, Duration.ofMillis(80));
    }

    /** Answers what is dropped at once; what is named {@code bad} with a failure. */
    private final class Taking implements Drops {
        @Override
        public List<Choice> choices() {
            return List.of(
                    new Choice("cutout", "The subject on a transparent ground.", true),
                    new Choice("mask", "Where the subject is, soft.", false));
        }

        @Override
        public ByteSize most() {
            return MOST_DROPPED;
        }

        @Override
        public Outcome<String> drop(Dropped picture) {
            dropped.add(picture);
            String id = "page/" + dropped.size();
            try {
                if (picture.name().startsWith("bad")) fail(id, picture.name(), "Undecodable", "it is no picture");
                else succeed(id, picture.name(), false);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Outcome.done(id);
        }
    }

    @Override
    public void close() {
        page.close();
        server.close();
    }
}
