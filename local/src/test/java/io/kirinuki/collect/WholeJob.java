package io.kirinuki.collect;

import io.kirinuki.annotation.KaggleRuns;
import io.kirinuki.annotation.RunLengths;
import io.kirinuki.image.Blob;
import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.local.EmbeddedStore;
import io.kirinuki.local.Kirinuki;
import io.kirinuki.local.OneMachine;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.store.StoreConfig;
import io.kirinuki.worker.Wiring;
import io.kirinuki.worker.cli.Cli;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * A submission as large as Carvana's, to its CSV: 100,064 requests, each of a name of its own and of one of 64 photos, sent by
 * {@code submit} over a broker, and answered by a stand-in for workers that have done the work before, out of order, and some
 * twice. Masks and run lengths are of Carvana's size and lie in a store; one mask is empty. The answers are collected by a
 * process of little heap that is killed on its way. Workers themselves would take two cores an hour for this.
 *
 * <p>What the CSV must hold is written beside it, counted in the masks' pixels: {@code local/collect-check} reads both.
 * Ended on its way, the same command goes on, as submit and collect do.
 */
public final class WholeJob {
    private static final PixelSize SIZE = new PixelSize(1918, 1280);
    private static final int PHOTOS = 64;
    private static final int PARTITIONS = 4;
    private static final int VIEWS = 16;

    private WholeJob() {}

    /** Arguments: folder, requests, heap of the process that collects, as 64m. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0])).toAbsolutePath();
        int requests = Integer.parseInt(arguments[1]);
        String heap = arguments[2];
        try (OneMachine machine = OneMachine.start(folder.resolve("machine"), 0, 0)) {
            if (once(folder, "topics")) {
                for (String topic : List.of("image-requests", "image-results", "image-failures")) {
                    machine.kafka().createTopic(topic, PARTITIONS, Map.of());
                }
                machine.store().createBucket("photos");
                machine.store().createBucket("artifacts");
                done(folder, "topics");
            }
            StoreConfig connection = new StoreConfig(
                    machine.store().endpoint(),
                    EmbeddedStore.REGION,
                    EmbeddedStore.ACCESS_KEY,
                    EmbeddedStore.SECRET_KEY,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    8);
            try (ObjectStore store = new MinioStore(connection)) {
                Map<String, String> environment = machine.environment(
                        folder.resolve("state"),
                        Path.of(System.getProperty("kirinuki.home", "."), "models"),
                        "artifacts");
                Map<String, ImageResult> made = new HashMap<>();
                long[] areas = new long[PHOTOS];
                for (int i = 0; i < PHOTOS; i++) {
                    try (Mask mask = drawn(i)) {
                        made.put(photo(i).key(), made(folder, store, i, mask));
                        areas[i] = area(mask);
                    }
                }
                expected(folder, requests, areas);
                Path manifest = manifest(folder.resolve("manifest.jsonl"), requests);
                try (StandIn answers = StandIn.start(machine.kafka().bootstrap(), PARTITIONS, made)) {
                    run(folder, environment, manifest, requests, heap);
                }
            }
        }
        System.exit(0);
    }

    /** Whether that is still to be done; what an earlier life has done is not done again. */
    private static boolean once(Path folder, String what) {
        return !Files.exists(folder.resolve(what + ".done"));
    }

    private static void done(Path folder, String what) throws IOException {
        Files.createFile(folder.resolve(what + ".done"));
    }

    private static void run(Path folder, Map<String, String> environment, Path manifest, int requests, String heap)
            throws Exception {
        Path csv = folder.resolve("submission.csv");
        long start = System.nanoTime();
        StringWriter said = new StringWriter();
        Thread submits = Thread.ofPlatform()
                .start(() -> Cli.commandLine(Wiring::start, environment)
                        .setOut(new PrintWriter(said, true))
                        .execute("submit", "--manifest", manifest.toString()));
        Pattern name = Pattern.compile("submit-[0-9a-f]{12}-[0-9]+");
        while (!name.matcher(said.toString()).find()) Thread.sleep(50);
        var found = name.matcher(said.toString());
        if (!found.find()) throw new IllegalStateException(said.toString());
        String job = found.group();
        if (once(folder, "kill")) {
            Process first = collects(folder, environment, job, csv, heap);
            Path gathered = folder.resolve("submission.csv.answers");
            while (first.isAlive() && !(Files.exists(gathered) && Files.size(gathered) > requests * 1_000L)) {
                Thread.sleep(50);
            }
            first.destroyForcibly().waitFor();
            System.out.printf(
                    Locale.ROOT,
                    "killed with %.1f MB gathered; no file yet: %b%n",
                    Files.size(gathered) / 1e6,
                    !Files.exists(csv));
            done(folder, "kill");
        }
        Process second = collects(folder, environment, job, csv, heap);
        submits.join();
        double sent = (System.nanoTime() - start) / 1e9;
        int exit = second.waitFor();
        double all = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%d requests answered after %.1f s, collected after %.1f s with -Xmx%s, exit code %d, %.1f MB%n",
                requests,
                sent,
                all,
                heap,
                exit,
                Files.size(csv) / 1e6);
    }

    private static Process collects(Path folder, Map<String, String> environment, String job, Path csv, String heap)
            throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-Xlog:gc*:file=" + folder.resolve("gc-%p.log"),
                "-cp",
                System.getProperty("java.class.path"),
                Kirinuki.class.getName()));
        words.addAll(List.of("collect", job, "--as", "kaggle", "--names", "id", "--to", csv.toString()));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().putAll(environment);
        builder.environment().putAll(Map.of("LOG_LEVEL", "ERROR", "LIBRARY_LOG_LEVEL", "ERROR"));
        File log = folder.resolve("collect.log").toFile();
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    private static ObjectRef photo(int i) {
        return ObjectRef.of("photos", "car-%02d.png".formatted(i));
    }

    /** As Carvana's are called: a car, and one of sixteen sides of it; cars in no order. */
    private static String name(int request) {
        long car = ((request / VIEWS + 1) * 0x9E3779B97F4A7C15L) >>> 16;
        return "%012x_%02d.jpg".formatted(car, request % VIEWS + 1);
    }

    private static int photoOf(int request) {
        return (int) (((request * 2654435761L) >>> 7) & 0x7fffffff) % PHOTOS;
    }

    /** A body, a roof and two wheels, with the ragged edges that networks give. The first shows nothing. */
    private static Mask drawn(int which) {
        Random random = new Random(which);
        int left = 200 + random.nextInt(300);
        int right = 1918 - 200 - random.nextInt(300);
        int top = 500 + random.nextInt(150);
        int bottom = 900 + random.nextInt(150);
        byte[] alpha = new byte[(int) SIZE.pixels()];
        for (int y = 0; y < SIZE.height() && which > 0; y++) {
            int ragged = random.nextInt(5);
            for (int x = 0; x < SIZE.width(); x++) {
                boolean body = y >= top && y < bottom && x >= left + ragged && x < right - ragged;
                int slope = top - y + ragged;
                boolean roof = y >= top - 200 && y < top && x >= left + 300 + slope && x < right - 300 - slope;
                boolean wheel = Math.hypot(x - left - 250.0, y - bottom) < 110 - ragged
                        || Math.hypot(x - right + 250.0, y - bottom) < 110 - ragged;
                boolean window = y >= top - 120 && y < top - 20 && x >= left + 500 && x < left + 620 + ragged;
                if ((body || roof || wheel) && !window) alpha[y * SIZE.width() + x] = (byte) 0xff;
            }
        }
        return Mask.of(alpha, SIZE);
    }

    private static long area(Mask mask) {
        long area = 0;
        byte[] row = new byte[SIZE.width()];
        for (int y = 0; y < SIZE.height(); y++) {
            mask.row(y, row);
            for (byte alpha : row) if ((alpha & 0xff) >= 128) area++;
        }
        return area;
    }

    /** What a worker would have stored and answered. */
    private static ImageResult made(Path folder, ObjectStore store, int which, Mask mask) throws Exception {
        Blob png = FastPng.encode(mask.picture());
        Path masks = Files.createDirectories(folder.resolve("masks"));
        Files.write(masks.resolve("%02d.png".formatted(which)), png.bytes());
        Map<String, Object> rows = new LinkedHashMap<>();
        rows.put("order", "rows");
        rows.put("size", List.of(SIZE.height(), SIZE.width()));
        rows.put("counts", KaggleRuns.write(RunLengths.of(mask, 0.5, RunLengths.Order.ROWS)));
        Blob rle = Blob.of(Json.MAPPER.writeValueAsBytes(Map.of("kaggle-rows", rows)));
        String stem = "car-mask-0123456789abcdef/" + photo(which).key() + "/";
        List<ImageResult.Artifact> artifacts = new ArrayList<>();
        for (var file : Map.of("mask.png", png, "rle.json", rle).entrySet()) {
            ObjectRef object = ObjectRef.of("artifacts", stem + file.getKey());
            String mediaType = file.getKey().endsWith("png") ? "image/png" : "application/json";
            var unused = store.put(object, mediaType, file.getValue()).orThrow();
            artifacts.add(new ImageResult.Artifact(
                    file.getKey().substring(0, file.getKey().indexOf('.')),
                    mediaType,
                    object.bucket(),
                    object.key(),
                    file.getValue().length(),
                    file.getValue().sha256(),
                    SIZE.width(),
                    SIZE.height()));
        }
        return new ImageResult(
                "replaced",
                new ImageResult.Source(
                        "photos",
                        photo(which).key(),
                        Optional.empty(),
                        "etag",
                        1,
                        "JPEG",
                        SIZE.width(),
                        SIZE.height(),
                        1),
                "car-mask@1",
                "0123456789abcdef",
                artifacts,
                ObjectRef.of("artifacts", stem + "result.json"),
                ImageResult.Measures.NONE,
                List.of(),
                ImageResult.Timings.NONE,
                new Position("image-requests", 0, 0),
                1,
                Instant.EPOCH,
                Optional.of(true),
                Optional.of(ImageResult.Cost.NONE),
                Optional.empty());
    }

    private static Path manifest(Path manifest, int requests) throws IOException {
        try (BufferedWriter lines = Files.newBufferedWriter(manifest)) {
            for (int i = 0; i < requests; i++) {
                lines.write(
                        "{\"id\": \"%s\", \"source\": {\"bucket\": \"photos\", \"key\": \"%s\"}, \"pipeline\": \"car-mask\"}%n"
                                .formatted(name(i), photo(photoOf(i)).key()));
            }
        }
        return manifest;
    }

    /** Name and area of each row, by the pixels of the mask. */
    private static void expected(Path folder, int requests, long[] areas) throws IOException {
        try (BufferedWriter lines = Files.newBufferedWriter(folder.resolve("expected.csv"))) {
            lines.write("img,area,mask\n");
            for (int i = 0; i < requests; i++) {
                lines.write("%s,%d,%02d.png\n".formatted(name(i), areas[photoOf(i)], photoOf(i)));
            }
        }
    }
}
