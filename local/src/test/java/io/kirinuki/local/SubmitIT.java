package io.kirinuki.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.annotation.KaggleRuns;
import io.kirinuki.annotation.RunLengths.Order;
import io.kirinuki.image.Blob;
import io.kirinuki.image.Mask;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.decode.MaskFile;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.MinioStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The promise of submissions: the same command again, however often it is killed, asks for each image once. */
@Timeout(300)
class SubmitIT {
    private static final int OBJECTS = 300;
    private static final int PARTITIONS = 4;
    private static final List<String> ODD =
            List.of("写真 1.png", "50%25 off.png", "a+b c.png", "a//b.png", "ümlaut?.png");

    @TempDir
    private Path folder;

    private EmbeddedServers servers;
    private Topics topics;
    private Map<String, String> settings;

    @BeforeEach
    void start() throws Exception {
        servers = EmbeddedServers.start(folder.resolve("servers"));
        servers.createBucket(Shelf.PHOTOS);
        servers.createBucket(TestWorker.ARTIFACTS);
        topics = new Topics("submit", PARTITIONS);
        for (String topic : topics.all()) servers.createTopic(topic, PARTITIONS);
        servers.createTopic(topics.backfill(), PARTITIONS);
        settings = new HashMap<>(Map.of("topics.backfill", topics.backfill()));
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    private TestWorker worker() {
        var parts = new PacedParts(Duration.ofMillis(30), 8);
        return TestWorker.start(servers, topics, folder.resolve("state"), settings, parts);
    }

    private Map<String, String> environment() {
        return TestWorker.environment(servers, topics, folder.resolve("state"), settings);
    }

    private CommandCall submit(String... arguments) {
        return CommandCall.of(environment(), submission(arguments));
    }

    private static String[] submission(String... arguments) {
        return Stream.concat(Stream.of("submit"), Stream.of(arguments)).toArray(String[]::new);
    }

    /** Runs the command until so much is answered, and ends it by SIGKILL; gives the job. */
    private String killed(JobAnswers answers, int after, String... arguments) throws Exception {
        CommandProcess process =
                CommandProcess.start(folder.resolve("killed.log"), environment(), submission(arguments));
        await(process).until(() -> process.said().contains(": "));
        String job = job(process.said());
        await(process).until(() -> answers.of(job).size() >= after);
        process.kill();
        return job;
    }

    private static ConditionFactory await(CommandProcess process) {
        return Awaitility.await().atMost(Duration.ofMinutes(1)).failFast(() -> {
            if (!process.process().isAlive()) throw new AssertionError(process.said());
        });
    }

    private static String job(String said) {
        var name = Pattern.compile("submit-[0-9a-f]{12}-[0-9]+").matcher(said);
        assertThat(name.find()).as(said).isTrue();
        return name.group();
    }

    private static Blob picture(int i) {
        return Pictures.plain(24, 24, i * 2654435761L);
    }

    /** Below a prefix, the names of some not to everybody's liking. */
    private List<ObjectRef> upload(String prefix, int count) throws Exception {
        List<ObjectRef> all = new ArrayList<>();
        List<Future<?>> uploads = new ArrayList<>();
        try (var store = new MinioStore(servers.store());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                ObjectRef target = ObjectRef.of(
                        Shelf.PHOTOS, prefix + (i < ODD.size() ? ODD.get(i) : "photo-%04d.PNG".formatted(i)));
                Blob picture = picture(i);
                all.add(target);
                uploads.add(threads.submit(
                        () -> store.put(target, "image/png", picture).orThrow()));
            }
            for (Future<?> upload : uploads) upload.get();
        }
        return all;
    }

    private static void assertOnce(Map<String, List<ImageAnswer>> answers, List<ObjectRef> objects, boolean reused) {
        assertThat(answers.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        objects.stream().map(ObjectRef::toString).toList());
        assertThat(answers).allSatisfy((name, all) -> {
            assertThat(all).as(name).hasSize(1);
            ImageResult result = (ImageResult) all.getFirst();
            assertThat("s3://" + result.source().bucket() + "/"
                            + result.source().key())
                    .isEqualTo(name);
            assertThat(result.reused().orElse(false)).as(name).isEqualTo(reused);
        });
    }

    @Test
    void eachObjectOfABucketIsAnsweredOnceThroughAKillAndASecondRunComputesNothing() throws Exception {
        // Artifacts go among the photos, so that the listing meets them.
        settings.putAll(Map.of("output.bucket", Shelf.PHOTOS, "output.prefix", "in/made"));
        List<ObjectRef> photos = upload("in/", OBJECTS);
        try (Shelf shelf = new Shelf(servers)) {
            shelf.put("in/empty/", new byte[0]);
            shelf.put("in/notes.txt", new byte[1]);
            shelf.put("other/photo.png", picture(1).bytes());
        }
        String[] command = {"s3://photos/in/", "--pipeline", "mask", "--suffix", ".jpg,.png", "--ahead", "40"};
        try (TestWorker worker = worker();
                JobAnswers answers = new JobAnswers(servers, topics)) {
            CommandCall dry = submit(with(command, "--dry-run"));
            assertThat(dry.out()).as(dry.toString()).contains("to send    " + OBJECTS, "folder 1", "other suffix 1");
            assertThat(submit("list").out()).as("jobs after a dry run").doesNotContain("submit-");

            String job = killed(answers, OBJECTS / 4, command);
            assertThat(answers.of(job).size()).isLessThan(OBJECTS);
            Path table = folder.resolve("measures.csv");
            Path gathered = folder.resolve("measures.csv.answers");
            killedWhileItGathers(job, table, gathered);
            CommandCall again = submit(command);
            assertThat(again.exit()).as(again.toString()).isZero();
            assertThat(job(again.out())).isEqualTo(job);
            assertThat(again.err()).contains(job + " was begun and not ended");
            assertThat(again.out()).contains("answered   %d of %d".formatted(OBJECTS, OBJECTS));
            assertOnce(answers.of(job), photos, false);
            assertThat(gathered).isNotEmptyFile();
            CommandCall collected = collect(job, "measures", table);
            assertThat(collected.exit()).as(collected.toString()).isZero();
            assertThat(collected.out()).contains("made       " + OBJECTS);
            assertThat(gathered).doesNotExist();
            List<String> rows = Files.readAllLines(table);
            assertThat(rows).hasSize(OBJECTS + 1);
            for (int i = 0; i < OBJECTS; i++) { // no key here is quoted; in the order of the listing
                assertThat(rows.get(i + 1).split(",")).startsWith(Integer.toString(i));
                assertThat(rows.get(i + 1).split(",")[3])
                        .isEqualTo(keysInOrder(photos).get(i));
            }

            double batches = worker.metric("kirinuki_batch_size_count");
            double fetched = worker.metric("kirinuki_fetched_bytes_total");
            CommandCall second = submit(command);
            assertThat(second.exit()).as(second.toString()).isZero();
            assertThat(job(second.out())).isEqualTo(job.replaceFirst("-1$", "-2"));
            assertThat(second.out())
                    .contains("done       %d, %d of them reused".formatted(OBJECTS, OBJECTS))
                    .contains("own artifact %d".formatted(2 * OBJECTS)); // mask and sidecar
            assertOnce(answers.of(job(second.out())), photos, true);
            assertThat(worker.metric("kirinuki_batch_size_count")).isEqualTo(batches);
            assertThat(worker.metric("kirinuki_fetched_bytes_total")).isEqualTo(fetched);
        }
    }

    private static List<String> keysInOrder(List<ObjectRef> objects) {
        return objects.stream()
                .map(ObjectRef::key)
                .sorted(Comparator.comparing(key -> key.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned))
                .toList();
    }

    private CommandCall collect(String job, String kind, Path target) {
        return CommandCall.of(environment(), "collect", job, "--as", kind, "--to", target.toString());
    }

    /** Of a job that is not ended it has something, and waits for more. */
    private void killedWhileItGathers(String job, Path target, Path gathered) throws Exception {
        CommandProcess process = CommandProcess.start(
                folder.resolve("gathers.log"),
                environment(),
                "collect",
                job,
                "--as",
                "measures",
                "--to",
                target.toString());
        await(process).until(() -> Files.exists(gathered) && Files.size(gathered) > 10_000);
        process.kill();
        assertThat(target).doesNotExist();
    }

    private static String[] with(String[] command, String... more) {
        return Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void filesAreUploadedOnceAndAskedForOnceThroughAKill() throws Exception {
        Path photos = folder.resolve("my photos");
        List<ObjectRef> objects = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            String name = i == 0 ? "車/写真 1+50%.png" : "photo-%03d.png".formatted(i);
            Path file = photos.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, picture(i).bytes());
            objects.add(ObjectRef.of(Shelf.PHOTOS, "in box/" + name));
        }
        Files.writeString(photos.resolve("notes.txt"), "no image");
        String[] command = {
            photos.toString(),
            "--pipeline",
            "mask",
            "--upload-to",
            "s3://photos/in box",
            "--ahead",
            "30",
            "--lane",
            "backfill"
        };
        try (TestWorker worker = worker();
                JobAnswers answers = new JobAnswers(servers, topics)) {
            String job = killed(answers, 30, command);
            Map<String, FileTime> before = stored();
            assertThat(before.size()).as("uploaded by then").isBetween(30, 119);
            CommandCall again = submit(command);
            assertThat(again.exit()).as(again.toString()).isZero();
            assertThat(job(again.out())).isEqualTo(job);
            assertThat(again.out()).contains("left       1: no image 1", "answered   120 of 120");
            assertOnce(answers.of(job), objects, false);
            Map<String, FileTime> after = stored();
            assertThat(after).hasSize(120).containsAllEntriesOf(before);

            CommandCall second = submit(command);
            assertThat(second.exit()).as(second.toString()).isZero();
            assertOnce(answers.of(job(second.out())), objects, true);
            assertThat(stored()).isEqualTo(after);

            Files.write(photos.resolve("photo-007.png"), picture(1_000).bytes());
            CommandCall third = submit(command);
            assertThat(third.out()).as(third.toString()).contains("done       120, 119 of them reused");
            assertThat(answers.of(job(third.out())).get("s3://photos/in box/photo-007.png"))
                    .allSatisfy(answer -> assertThat(answer.position().topic()).isEqualTo(topics.backfill()));
            assertThat(stored()).hasSize(120).isNotEqualTo(after);
        }
    }

    /** When each object of the photos was written, by the store's own file of it. */
    private Map<String, FileTime> stored() throws IOException {
        Map<String, FileTime> times = new TreeMap<>();
        try (var files = Files.walk(folder.resolve("servers/store/buckets/photos"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                times.put(file.toString(), Files.getLastModifiedTime(file));
            }
        }
        return times;
    }

    @Test
    void aManifestIsSentWholeOrNotAtAll() throws Exception {
        upload("", 4);
        Path manifest = folder.resolve("list.txt");
        List<String> lines = List.of(
                "s3://photos/写真 1.png",
                "s3://photos/50%25 off.png",
                "",
                "{\"id\": \"mine\", \"source\": {\"bucket\": \"photos\", \"key\": \"a+b c.png\"}, \"pipeline\":"
                        + " \"cutout\"}");
        Files.write(
                manifest,
                Stream.concat(lines.stream(), Stream.of("photos/x.png")).toList());
        String[] command = {"--manifest", manifest.toString(), "--pipeline", "mask"};
        try (TestWorker worker = worker();
                JobAnswers answers = new JobAnswers(servers, topics)) {
            CommandCall refused = submit(command);
            assertThat(refused.exit()).isEqualTo(2);
            assertThat(refused.err())
                    .contains("1 of 4 lines of", "line 5: s3://bucket/key or a request in JSON expected");
            assertThat(submit("list").out()).doesNotContain("submit-");
            CommandCall unknown = submit("--manifest", manifest.toString(), "--pipeline", "no-such");
            assertThat(unknown.exit()).isEqualTo(2);
            assertThat(unknown.err()).contains("no pipeline is named \"no-such\"", "cutout@1");

            Files.write(manifest, lines);
            CommandCall sent = submit(command);
            assertThat(sent.exit()).as(sent.toString()).isZero();
            Map<String, List<ImageAnswer>> all = answers.of(job(sent.out()));
            assertThat(all.keySet())
                    .containsExactlyInAnyOrder("s3://photos/写真 1.png", "s3://photos/50%25 off.png", "mine");
            assertThat(((ImageResult) all.get("mine").getFirst()).pipeline()).isEqualTo("cutout");
            assertThat(worker.metric("kirinuki_records_total")).isEqualTo(3);

            assertWholeJobHoldsTheMasksOfAllOnceOneIsRedriven();

            CommandCall piped = piped("s3://photos/a//b.png\n");
            assertThat(piped.exit()).as(piped.toString()).isZero();
            assertOnce(answers.of(job(piped.out())), List.of(ObjectRef.of(Shelf.PHOTOS, "a//b.png")), false);
            assertThat(piped.err()).contains("Standard input cannot be read again");
        }
    }

    /** Kaggle's file, out of a submission of which one object comes later. */
    private void assertWholeJobHoldsTheMasksOfAllOnceOneIsRedriven() throws Exception {
        List<String> keys = List.of("z/1.png", "later.png", "a/2.png", "b/none.png", "a/3.png");
        PixelSize size = new PixelSize(37, 23);
        try (Shelf shelf = new Shelf(servers)) {
            for (int i : List.of(0, 2, 3, 4))
                shelf.put(keys.get(i), blot(size, i).bytes());
            Path manifest = folder.resolve("cars.txt");
            Files.write(
                    manifest,
                    keys.stream()
                            .map(
                                    "{\"source\": {\"bucket\": \"photos\", \"key\": \"%s\"}, \"operations\": [{\"mask\": {}}, {\"rle\": {}}]}"
                                            ::formatted)
                            .toList());
            CommandCall sent = submit("--manifest", manifest.toString());
            assertThat(sent.exit()).as(sent.toString()).isEqualTo(3);
            String job = job(sent.out());
            Path csv = folder.resolve("submission.csv");
            CommandCall first = collect(job, "kaggle", csv);
            assertThat(first.exit()).as(first.toString()).isEqualTo(3);
            assertThat(first.out())
                    .contains("made       4", "failed     1: NotFound 1", "#1 s3://photos/later.png: NotFound");
            assertThat(Files.readAllLines(csv))
                    .extracting(row -> row.split(",")[0])
                    .containsExactly("img", "1.png", "2.png", "none.png", "3.png");

            shelf.put("later.png", blot(size, 1).bytes());
            CommandCall redriven = CommandCall.of(environment(), "failures", "redrive");
            assertThat(redriven.exit()).as(redriven.toString()).isZero();
            CommandCall whole = collect(job, "kaggle", csv);
            assertThat(whole.exit()).as(whole.toString()).isZero();
            List<String> rows = Files.readAllLines(csv);
            assertThat(rows)
                    .extracting(row -> row.split(",")[0])
                    .containsExactly("img", "1.png", "later.png", "2.png", "none.png", "3.png");
            assertThat(rows.get(4)).isEqualTo("none.png,");
            Path table = folder.resolve("cars.csv");
            assertThat(collect(job, "measures", table).exit()).isZero();
            List<String> measured = Files.readAllLines(table);
            for (int i = 0; i < keys.size(); i++) {
                String text = rows.get(i + 1).split(",", -1)[1];
                String artifact = measured.get(i + 1).split(",")[28];
                assertThat(artifact).contains(keys.get(i)).endsWith("mask.png");
                byte[] mask = shelf.get(ObjectRef.of(TestWorker.ARTIFACTS, artifact));
                try (Mask read = KaggleRuns.read(text, size, Order.ROWS).mask();
                        Mask made = MaskFile.read(mask).orThrow().thresholded(0.5)) {
                    assertThat(pixels(read)).as(keys.get(i)).isEqualTo(pixels(made));
                    assertThat(text.isEmpty()).isEqualTo(i == 3);
                }
            }
            CommandCall coco = collect(job, "coco", folder.resolve("cars.json"));
            assertThat(coco.exit()).as(coco.toString()).isZero();
            JsonNode cars = Json.MAPPER.readTree(folder.resolve("cars.json").toFile());
            assertThat(cars.path("images")).hasSize(5);
            assertThat(cars.path("annotations")).hasSize(4);
        }
    }

    /** Red is subject to the model of this test: a slanted bar, elsewhere for each; the fourth has none. */
    private static Blob blot(PixelSize size, int which) {
        return FastPng.encode(size, Picture.Layout.RGB, (y, row) -> {
            Arrays.fill(row, (byte) 0);
            for (int x = y / 2 + which; x < y / 2 + which + 12 && which != 3; x++) row[3 * x] = (byte) 0xff;
        });
    }

    private static byte[] pixels(Mask mask) {
        int width = mask.size().width();
        byte[] all = new byte[(int) mask.size().pixels()];
        byte[] row = new byte[width];
        for (int y = 0; y < mask.size().height(); y++) {
            mask.row(y, row);
            System.arraycopy(row, 0, all, y * width, width);
        }
        return all;
    }

    private CommandCall piped(String input) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return submit("--manifest", "-", "--pipeline", "mask");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void anOpenJobGoesOnWithTheSameManifestOnly() throws Exception {
        upload("", 5);
        Path manifest = folder.resolve("list.txt");
        List<String> lines = ODD.stream().map(key -> "s3://photos/" + key).toList();
        Files.write(manifest, lines);
        String[] command = {"--manifest", manifest.toString(), "--pipeline", "mask"};
        // Nobody answers: it waits behind its second request.
        CommandProcess process = CommandProcess.start(
                folder.resolve("waits.log"), environment(), submission(with(command, "--ahead", "2")));
        await(process)
                .until(() -> submit("list").out().contains(" open ")
                        && process.said().contains("submit-"));
        String job = job(process.said());
        await(process).until(() -> submit("show", job).out().contains("sent       2"));
        process.interrupt();
        assertThat(process.await()).as(process.said()).isEqualTo(130);

        Files.write(manifest, lines.reversed());
        for (String[] changed : List.of(command, new String[] {"resume", job})) {
            CommandCall refused = submit(changed);
            assertThat(refused.exit()).as(refused.toString()).isEqualTo(2);
            assertThat(refused.err()).contains("was changed since " + job + " began", "submit cancel " + job);
        }
        Files.write(manifest, lines);
        try (TestWorker worker = worker();
                JobAnswers answers = new JobAnswers(servers, topics)) {
            CommandCall resumed = submit("resume", job);
            assertThat(resumed.exit()).as(resumed.toString()).isZero();
            assertThat(resumed.out()).contains("answered   5 of 5");
            assertThat(answers.of(job))
                    .hasSize(5)
                    .allSatisfy((name, all) -> assertThat(all).hasSize(1));
        }
    }
}
