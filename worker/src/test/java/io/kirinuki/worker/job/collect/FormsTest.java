package io.kirinuki.worker.job.collect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.annotation.RunLengths.Order;
import io.kirinuki.image.Blob;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ImageResult.Artifact;
import io.kirinuki.schema.ImageResult.Label;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.worker.StartException;
import io.kirinuki.worker.job.collect.AnswerLog.Attachment;
import io.kirinuki.worker.job.collect.AnswerLog.Entry;
import io.kirinuki.worker.job.journal.JobState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Files of whole jobs, out of answers in any order. */
class FormsTest {
    /** Of 4 x 3 pixels: the middle two of the second row, and the last of all. */
    private static final String RUNS =
            "{\"threshold\":0.5,\"kaggle-rows\":{\"order\":\"rows\",\"size\":[3,4],\"counts\":\"6 2 12 1\"}}";

    private static final String NOTHING =
            "{\"threshold\":0.5,\"kaggle-rows\":{\"order\":\"rows\",\"size\":[3,4],\"counts\":\"\"}}";

    private static final KaggleForm KAGGLE =
            new KaggleForm("rle", Order.ROWS, Naming.FILE, List.of("img", "rle_mask"), false);

    @TempDir
    private Path folder;

    private static Entry made(Form form, int number, String key, String artifact, Label... labels)
            throws FailedException, InterruptedException {
        String kept = new String(form.kept(Blob.of(artifact.getBytes(UTF_8))).bytes(), UTF_8);
        ImageResult result = Answered.result(key, 4, 3, List.of(labels));
        return Answered.entry(number, new Rank(0, 5, 0, number), result, kept);
    }

    private static Entry failed(int number, String key) {
        return Answered.entry(number, new Rank(0, 5, 0, number), Answered.failure(key), "");
    }

    /** Six requests: the second lost its artifact, the fourth failed, the last is not answered. */
    private static List<Entry> entries(Form form) throws FailedException, InterruptedException {
        ImageResult lost = Answered.result("in/b.jpg", 4, 3, List.of());
        return List.of(
                made(form, 0, "in/z, 1.jpg", RUNS, new Label("van", 0.75), new Label("car", 0.25)),
                new Entry(
                        1,
                        new Rank(0, 5, 0, 1),
                        Blob.of(Json.write(lost)),
                        Attachment.LOST,
                        Blob.of("it is gone".getBytes(UTF_8))),
                made(form, 2, "in/a.jpg", NOTHING),
                failed(3, "in/c.jpg"),
                made(form, 4, "in/é.jpg", RUNS));
    }

    private static final Map<Long, ImageRequest> UNANSWERED = Map.of(
            5L,
            new ImageRequest(
                    Optional.of("mine"),
                    ObjectRef.of("photos", "in/f.jpg"),
                    Optional.of("car-mask"),
                    List.of(),
                    Map.of(),
                    ImageRequest.Output.DEFAULT,
                    Optional.empty(),
                    Optional.empty()));

    private String written(Form form, List<Entry> entries) throws IOException, InterruptedException {
        Path target = folder.resolve("out/file");
        try (AnswerLog log = AnswerLog.open(folder.resolve("out/file.answers"), "test")) {
            entries.forEach(log::add);
            form.write(new Pieces(log, 6, UNANSWERED), target, (number, result, why) -> {});
            log.delete();
        }
        try (var files = Files.list(target.getParent())) {
            assertThat(files).as("nothing else is left").containsExactly(target);
        }
        return Files.readString(target);
    }

    @Test
    void kaggleHasARowForEachImageThatWentWell_inTheOrderOfRequests() throws Exception {
        String csv = written(KAGGLE, entries(KAGGLE));
        assertThat(csv).isEqualTo("""
            img,rle_mask
            "z, 1.jpg",6 2 12 1
            a.jpg,
            é.jpg,6 2 12 1
            """);
    }

    @Test
    void kaggleHasBlankRowsForTheOthersWhereTheyAreAskedFor_andOtherNamesAndOrders() throws Exception {
        var form = new KaggleForm("rle", Order.COLUMNS, Naming.ID, List.of("ImageId", "EncodedPixels"), true);
        assertThat(written(form, entries(form))).isEqualTo("""
            ImageId,EncodedPixels
            "id of in/z, 1.jpg",5 1 8 1 12 1
            id of in/b.jpg,
            id of in/a.jpg,
            id of in/c.jpg,
            id of in/é.jpg,5 1 8 1 12 1
            mine,
            """);
    }

    @Test
    void twoImagesOfOneNameAreRefused_andNothingIsWritten() throws Exception {
        List<Entry> two = List.of(made(KAGGLE, 0, "a/1.jpg", RUNS), made(KAGGLE, 3, "b/1.jpg", RUNS));
        assertThatThrownBy(() -> written(KAGGLE, two))
                .isInstanceOf(StartException.class)
                .hasMessage("requests 0 and 3 of the job would both be named \"1.jpg\";"
                        + " --names key or --names id tells them apart");
        assertThat(folder.resolve("out/file")).doesNotExist();
    }

    @Test
    void cocoHasImagesAnnotationsAndCategoriesOfLabels() throws Exception {
        CocoForm form = new CocoForm("rle", Naming.FILE, "subject");
        JsonNode coco = Json.MAPPER.readTree(written(form, entries(form)));
        assertThat(coco.path("categories").toString())
                .isEqualTo("[{\"id\":1,\"name\":\"subject\"},{\"id\":2,\"name\":\"van\"}]");
        assertThat(coco.path("images").toString())
                .isEqualTo("[{\"id\":1,\"file_name\":\"z, 1.jpg\",\"width\":4,\"height\":3},"
                        + "{\"id\":3,\"file_name\":\"a.jpg\",\"width\":4,\"height\":3},"
                        + "{\"id\":5,\"file_name\":\"é.jpg\",\"width\":4,\"height\":3}]");
        // Down the columns: 4 of the ground, 1, 2, 1, 3, 1 in turn; of that 4, 1, 2, then the differences 0, 1, 0.
        String annotation =
                "{\"id\":%d,\"image_id\":%d,\"category_id\":%d,\"iscrowd\":0,\"segmentation\":{\"size\":[3,4],"
                        + "\"counts\":\"412010\"},\"area\":3,\"bbox\":[1,1,3,2]}";
        assertThat(coco.path("annotations").toString())
                .isEqualTo("[" + annotation.formatted(1, 1, 2) + "," + annotation.formatted(5, 5, 1) + "]");
    }

    @Test
    void cocoTakesPolygonsToo() throws Exception {
        CocoForm form = new CocoForm("polygons", Naming.FILE, "subject");
        String kept = new String(
                form.kept(Blob.of("{\"size\":[3,4],\"segmentation\":[[1,1,3,1,3,2,1,2],[3,2,4,2,4,3,3,3]],\"holes\":[]}"
                                .getBytes(UTF_8)))
                        .bytes(),
                UTF_8);
        assertThat(kept)
                .isEqualTo("{\"segmentation\":[[1,1,3,1,3,2,1,2],[3,2,4,2,4,3,3,3]],\"area\":3.0,\"bbox\":[1,1,3,2]}");
        assertThatThrownBy(() -> form.needed(Answered.result("a.jpg", 4, 3, List.of())))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("makes no artifact \"polygons\", but rle; name one with --role");
    }

    @Test
    void measuresHaveARowForEachRequest_failedAndUnansweredOnesToo() throws Exception {
        MeasuresForm form = new MeasuresForm(Optional.empty());
        List<String> lines = written(form, entries(form)).lines().toList();
        assertThat(lines).hasSize(7);
        assertThat(lines.get(0)).startsWith("number,id,bucket,key,version,outcome,failure,fate,reason,");
        assertThat(lines.get(1))
                .isEqualTo("0,\"id of in/z, 1.jpg\",photos,\"in/z, 1.jpg\",,done,,,,car-mask@1,f1,4,3,9,etag,"
                        + "0.25,1,2,3,4,,0.125,-90.5,van,0.75,,rle,made,\"car-mask-f1/in/z, 1.jpg/rle.json\",0a");
        assertThat(lines.get(4))
                .startsWith("3,id of in/c.jpg,photos,in/c.jpg,,failed,NotFound,permanent,"
                        + "\"source.key: there is no \"\"in/c.jpg\"\", really\",car-mask,,");
        assertThat(lines.get(6)).startsWith("5,mine,photos,in/f.jpg,,unanswered,,,,car-mask,,");
    }

    @Test
    void theSameAnswersMakeTheSameBytesInWhicheverOrderTheyCome() throws Exception {
        List<Form> forms =
                List.of(KAGGLE, new CocoForm("rle", Naming.KEY, "subject"), new MeasuresForm(Optional.of("rle")));
        for (Form form : forms) {
            List<Entry> entries = new ArrayList<>(entries(form));
            entries.add(Answered.entry(3, new Rank(1, 9, 0, 3), Answered.result("in/c.jpg", 4, 3, List.of()), ""));
            String first = written(form, entries);
            for (int seed = 0; seed < 5; seed++) {
                Collections.shuffle(entries, new Random(seed));
                assertThat(written(form, entries)).isEqualTo(first);
            }
            assertThat(first).contains("c.jpg");
        }
    }

    @Test
    void sheetsShowSoManyOnAPage_andWhatIsMissing() throws Exception {
        SheetForm form = new SheetForm(Optional.empty(), Naming.FILE, 4, "submit-1");
        byte[] red = FastPng.encode(new PixelSize(600, 300), Picture.Layout.RGB, (y, row) -> {
                    for (int x = 0; x < 600; x++) row[3 * x] = (byte) 0xff;
                })
                .bytes();
        Blob small = form.kept(Blob.of(red));
        ImageHeader header = HeaderProbe.probe(small.bytes()).orThrow();
        assertThat(header.upright()).isEqualTo(new PixelSize(240, 120));
        List<Entry> entries = new ArrayList<>(entries(KAGGLE));
        ImageResult shown = Answered.result("in/<b>.jpg", 4, 3, List.of(new Label("van", 0.75)));
        entries.set(0, new Entry(0, new Rank(0, 5, 0, 0), Blob.of(Json.write(shown)), Attachment.KEPT, small));
        entries.removeLast();
        entries.remove(2);
        Path target = folder.resolve("sheets");
        Files.createDirectories(target);
        Files.writeString(target.resolve("page-00003.html"), "of an earlier run");
        try (AnswerLog log = AnswerLog.open(folder.resolve("sheets.answers"), "test")) {
            entries.forEach(log::add);
            form.write(new Pieces(log, 6, UNANSWERED), target, (number, result, why) -> {});
        }
        try (var files = Files.list(target)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("index.html", "page-00001.html", "page-00002.html");
        }
        assertThat(Files.readString(target.resolve("page-00001.html")))
                .contains("data:image/webp;base64,", "&lt;b&gt;.jpg", "van 0.75", "it is gone", "NotFound")
                .doesNotContain("<b>.jpg");
        assertThat(Files.readString(target.resolve("page-00002.html"))).contains("f.jpg", "not answered");
        assertThat(Files.readString(target.resolve("index.html"))).contains("href=\"page-00002.html\"");
    }

    @Test
    void zipsHoldArtifactsInPartsOfABoundedSize_theSameBytesEachTime_andLeaveWhatIsThere() throws Exception {
        Map<String, byte[]> objects = new HashMap<>();
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ImageResult result = Answered.result("../in/" + i + ".jpg", 4, 3, List.of());
            Artifact named = result.artifacts().getFirst();
            byte[] bytes = "x".repeat(400_000).getBytes(UTF_8);
            if (i != 4) objects.put(named.key(), bytes);
            Artifact artifact = new Artifact(
                    "mask",
                    "image/png",
                    "made",
                    named.key(),
                    bytes.length,
                    Blob.of(bytes).sha256(),
                    4,
                    3);
            entries.add(Answered.entry(i, new Rank(0, 5, 0, i), Answered.with(result, artifact), ""));
        }
        ZipForm form = new ZipForm(Optional.empty(), Naming.KEY, 1_000_000, new Shelved(objects));
        Path target = folder.resolve("zips");
        List<String> lost = zipped(form, entries, target);
        assertThat(lost).singleElement().asString().startsWith("4: ");
        List<Path> parts = List.of(
                target.resolve("part-00001.zip"), target.resolve("part-00002.zip"), target.resolve("part-00003.zip"));
        try (var files = Files.list(target)) {
            assertThat(files).containsExactlyInAnyOrderElementsOf(parts);
        }
        for (Path part : parts) assertThat(Files.size(part)).isLessThan(1_000_000);
        try (ZipFile zip = new ZipFile(parts.getFirst().toFile())) {
            assertThat(zip.stream().map(ZipEntry::getExtra))
                    .as("times by the machine's zone")
                    .containsOnlyNulls();
            assertThat(zip.stream().map(ZipEntry::getName))
                    .as("nobody is led out of his folder")
                    .containsExactly("_/in/0.jpg/rle.json", "_/in/1.jpg/rle.json");
            assertThat(zip.getInputStream(zip.getEntry("_/in/1.jpg/rle.json")))
                    .hasSameContentAs(
                            new ByteArrayInputStream("x".repeat(400_000).getBytes(UTF_8)));
        }
        byte[] first = Files.readAllBytes(parts.getFirst());
        Files.delete(parts.getFirst());
        objects.remove("car-mask-f1/../in/2.jpg/rle.json"); // its part is there, and is not made again
        Collections.shuffle(entries, new Random(7));
        assertThat(zipped(form, entries, target)).singleElement().asString().startsWith("4: ");
        assertThat(parts.getFirst()).hasBinaryContent(first);
    }

    private List<String> zipped(Form form, List<Entry> entries, Path target) throws IOException, InterruptedException {
        List<String> lost = new ArrayList<>();
        try (AnswerLog log = AnswerLog.open(folder.resolve("zips.answers"), "test")) {
            entries.forEach(log::add);
            form.write(new Pieces(log, 6, Map.of()), target, (number, result, why) -> lost.add(number + ": " + why));
            log.delete();
        }
        return lost;
    }

    @Test
    void theReportCountsAndNamesWhatIsNotMade() throws Exception {
        try (AnswerLog log = AnswerLog.open(folder.resolve("file.answers"), "test")) {
            entries(KAGGLE).forEach(log::add);
            Collected collected = Collected.of(new Pieces(log, 6, UNANSWERED), JobState.Status.DONE);
            assertThat(collected.made()).isEqualTo(3);
            assertThat(collected.isWhole()).isFalse();
            assertThat(collected.isOfAPart()).isFalse();
            assertThat(Collected.of(new Pieces(log, 1, Map.of()), JobState.Status.CANCELLED)
                            .isWhole())
                    .isFalse();
            assertThat(collected.named())
                    .containsExactly(
                            "lost       #1 id of in/b.jpg: it is gone",
                            "failed     #3 id of in/c.jpg: NotFound source.key: there is no \"in/c.jpg\", really",
                            "unanswered #5 mine");
        }
    }
}
