package io.kirinuki.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kirinuki.batch.BatchListener;
import io.kirinuki.batch.Lines;
import io.kirinuki.batch.Shares;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.local.standin.PacedModels;
import io.kirinuki.local.standin.PacedModels.Channel;
import io.kirinuki.pipeline.ModelListener;
import io.kirinuki.pipeline.Models;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import io.kirinuki.worker.Wiring;
import io.kirinuki.worker.config.WorkerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A model takes another's place, requests are replayed, and the comparison gives the IoU known by construction, with real
 * Kafka and real S3. In each photo red is a half of it and green as many columns as the photo's number: the first model
 * takes red for alpha, the second green.
 */
@Timeout(240)
class ReplayDiffIT {
    private static final int SIDE = 32;
    private static final int HALF = SIDE / 2;
    private static final Topics TOPICS = new Topics("diff", 2);
    private static final Map<String, String> SETTINGS = Map.of("topics.backfill", TOPICS.backfill());

    @TempDir
    private Path folder;

    private EmbeddedServers servers;
    private Shelf shelf;

    @BeforeEach
    void start() throws Exception {
        servers = EmbeddedServers.start(folder.resolve("servers"));
        servers.createBucket(Shelf.PHOTOS);
        servers.createBucket(TestWorker.ARTIFACTS);
        for (String topic : TOPICS.all()) servers.createTopic(topic, TOPICS.partitions());
        servers.createTopic(TOPICS.backfill(), TOPICS.partitions());
        shelf = new Shelf(servers);
    }

    @AfterEach
    void stop() {
        shelf.close();
        servers.close();
    }

    @Test
    void whatAnotherModelChangedIsTold() throws Exception {
        try (TestWorker first = worker(Channel.RED);
                Upstream upstream = new Upstream(servers, TOPICS)) {
            List<Position> asked = new ArrayList<>();
            for (int columns = 1; columns <= SIDE; columns++) {
                ObjectRef photo = shelf.put(key(columns), photo(columns));
                asked.add(upstream.ask(ImageRequest.of(key(columns), photo, columns % 4 == 0 ? "cutout" : "mask")));
            }
            asked.add(upstream.ask(ImageRequest.of("late", ObjectRef.of(Shelf.PHOTOS, "late.png"), "mask")));
            asked.add(upstream.ask(ImageRequest.of("other", shelf.put("other.png", photo(3)), "mask")));
            upstream.awaitAll(asked);
        }
        shelf.put("late.png", photo(HALF));
        shelf.put("other.png", photo(5));
        try (TestWorker second = worker(Channel.GREEN)) {
            String id = replayed();
            assertTold(id);
            assertPage(id);
            assertLossIsTold(id);
            assertSecondReplayChangesNothing();
        }
    }

    private void assertTold(String id) throws Exception {
        CommandCall call = good(kirinuki("replay", "diff", id, "--report", at("report.json")));
        assertThat(lines(call))
                .contains("answered 34 of 34")
                .contains("pairs 33: 0 the same work, 32 compared, 1 not compared")
                .contains("1: the image was replaced in between 1")
                .contains("mended 1: NotFound 1")
                .contains("model subject paced (00000000) -> paced (11111111): 33")
                .contains("1.0 1 3.1 % ##", ">= 0.99 0 0.0 %", ">= 0.95 0 0.0 %", ">= 0.9 2 6.3 % ###")
                .contains("most <b>1&\"'.png");
        JsonNode report = Json.MAPPER.readTree(Files.readAllBytes(folder.resolve("report.json")));
        assertThat(report.at("/iou/bins"))
                .extracting(bin -> bin.get("count").intValue())
                .containsExactly(1, 0, 0, 2, 5, 17, 7);
        double[] sorted = columns().mapToDouble(ReplayDiffIT::iou).sorted().toArray();
        double mean = columns().mapToDouble(ReplayDiffIT::iou).average().orElseThrow();
        assertThat(report.at("/iou/mean").doubleValue()).isCloseTo(mean, within(1e-12));
        assertThat(report.at("/iou/median").doubleValue()).isEqualTo((sorted[15] + sorted[16]) / 2);
        assertThat(report.at("/iou/fifth").doubleValue()).isEqualTo(2.0 / HALF);
        assertThat(report.at("/iou/least").doubleValue()).isEqualTo(1.0 / HALF);
        Map<String, Double> found = new HashMap<>();
        report.get("images")
                .forEach(image -> found.put(
                        image.at("/source/key").stringValue(), image.get("iou").doubleValue()));
        Map<String, Double> expected = new HashMap<>();
        columns().forEach(columns -> expected.put(key(columns), iou(columns)));
        assertThat(found).isEqualTo(expected);
        assertThat(report.at("/problems/0/source/key").stringValue()).isEqualTo("other.png");
    }

    private void assertPage(String id) throws Exception {
        good(kirinuki("replay", "diff", id, "--out", at("page.html")));
        String html = Files.readString(folder.resolve("page.html"));
        List<String> twenty = inOrder()
                .limit(20)
                .map(ReplayDiffIT::key)
                .map(ReplayDiffIT::escaped)
                .toList();
        assertThat(headings(html)).containsExactlyElementsOf(twenty);
        assertThat(html).doesNotContain("<b>1&").doesNotContain("http://").doesNotContain("https://");
        assertThat(html).doesNotContain("<script").doesNotContain("not to be had");
        assertThat(html.split("data:image/webp;base64,", -1)).hasSize(20 * 4 + 1);
        good(kirinuki("replay", "diff", id, "--most", "3", "--out", at("three.html")));
        assertThat(headings(Files.readString(folder.resolve("three.html"))))
                .containsExactlyElementsOf(twenty.subList(0, 3));
    }

    /** A photo that is another one by now, and an artifact that somebody deleted. */
    private void assertLossIsTold(String id) throws Exception {
        shelf.put(key(2), photo(9));
        Path artifacts = folder.resolve("servers/store/buckets/" + TestWorker.ARTIFACTS);
        try (var files = Files.walk(artifacts)) {
            List<Path> masks = files.filter(file -> file.toString().contains("/" + key(3) + "@"))
                    .filter(file -> file.endsWith("mask.png"))
                    .toList();
            assertThat(masks).hasSize(2);
            Files.delete(masks.getFirst());
        }
        CommandCall call = kirinuki("replay", "diff", id, "--out", at("lost.html"), "--report", at("lost.json"));
        assertThat(call.exit()).isEqualTo(3);
        assertThat(lines(call)).contains("2: an artifact is gone 1, the image was replaced in between 1");
        String html = Files.readString(folder.resolve("lost.html"));
        assertThat(headings(html)).hasSize(20).doesNotContain(key(3));
        assertThat(html).contains("The photo was replaced since.");
        assertThat(html.split("data:image/webp;base64,", -1)).hasSize(20 * 4 - 1 + 1);
        assertThat(Files.readString(folder.resolve("lost.json"))).contains("an artifact is gone");
    }

    private void assertSecondReplayChangesNothing() throws Exception {
        shelf.put(key(2), photo(2));
        String again = replayed();
        CommandCall call = good(kirinuki("replay", "diff", again, "--out", at("again.html")));
        assertThat(lines(call))
                .contains("pairs 34: 34 the same work, 0 compared, 0 not compared")
                .contains("model subject paced (11111111) -> the same: 34")
                .anyMatch(line -> line.startsWith("1.0 34 100.0 %"));
        assertThat(headings(Files.readString(folder.resolve("again.html")))).isEmpty();
    }

    @Test
    void aReplayThatIsNotThereIsWrongUsage() throws Exception {
        CommandCall call = kirinuki("replay", "diff", "replay-of-nothing");
        assertThat(call.exit()).isEqualTo(2);
        assertThat(call.err()).contains("there is no replay \"replay-of-nothing\"");
    }

    private TestWorker worker(Channel alpha) {
        return TestWorker.start(servers, TOPICS, folder.resolve(TOPICS.group()), SETTINGS, new Parts(alpha));
    }

    private record Parts(Channel alpha) implements Wiring.Parts {
        @Override
        public Models models(WorkerConfig config, int cores, BatchListener batches, ModelListener changes) {
            return PacedModels.subject(alpha, Duration.ofMillis(1), 8, new Shares(Lines.USUAL_BACKFILL_SHARE), batches);
        }
    }

    /** Replays all there is, and gives the replay's id. */
    private String replayed() throws Exception {
        return good(kirinuki("replay", "--from", "earliest")).out().split(":", 2)[0];
    }

    private CommandCall kirinuki(String... arguments) {
        Path none = folder.resolve("no-state");
        return CommandCall.of(TestWorker.environment(servers, TOPICS, none, SETTINGS), arguments);
    }

    private static List<String> lines(CommandCall call) {
        return call.out()
                .lines()
                .map(line -> line.strip().replaceAll(" +", " "))
                .toList();
    }

    private static CommandCall good(CommandCall call) {
        assertThat(call.exit()).as(call.err()).isZero();
        return call;
    }

    private String at(String file) {
        return folder.resolve(file).toString();
    }

    private static List<String> headings(String html) {
        return Pattern.compile("<h3><span>[0-9]+</span> <bdi>(.*?)</bdi></h3>")
                .matcher(html)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static IntStream columns() {
        return IntStream.rangeClosed(1, SIDE);
    }

    /** The most changed first. */
    private static Stream<Integer> inOrder() {
        return columns()
                .boxed()
                .sorted(Comparator.comparingDouble(ReplayDiffIT::iou)
                        .thenComparingInt(columns -> -Math.abs(columns - HALF)));
    }

    private static double iou(int columns) {
        return (double) Math.min(columns, HALF) / Math.max(columns, HALF);
    }

    /** One of them is markup. */
    private static String key(int columns) {
        return columns == 1 ? "<b>1&\"'.png" : "columns-%d.png".formatted(columns);
    }

    private static String escaped(String key) {
        return key.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static byte[] photo(int greenColumns) {
        return FastPng.encode(new PixelSize(SIDE, SIDE), Picture.Layout.RGB, (y, row) -> {
                    for (int x = 0; x < SIDE; x++) {
                        row[3 * x] = (byte) (x < HALF ? 255 : 0);
                        row[3 * x + 1] = (byte) (x < greenColumns ? 255 : 0);
                        row[3 * x + 2] = (byte) greenColumns;
                    }
                })
                .bytes();
    }
}
