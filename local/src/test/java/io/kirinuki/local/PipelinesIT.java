package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pipelines through a real broker and a real store: those that come along, own ones, and steps that requests bring. */
class PipelinesIT extends WorkerFixture {
    private static final String KEY = "pipelines/cup.jpg";

    @Override
    protected Servers startServers() throws Exception {
        return EmbeddedServers.start(folder.resolve("servers"));
    }

    @BeforeAll
    void putPhoto() throws Exception {
        shelf.put(KEY, Specimens.jpeg(640, 480));
    }

    @ParameterizedTest
    @CsvSource({
        "trim-background, cutout, subject",
        "matte, matte matte-trimap cutout, subject matting",
        "classify, '', products",
        "car-mask, mask overlay rle, car",
    })
    void builtInPipelinesMakeWhatTheyPromise(String pipeline, String roles, String models) throws Exception {
        ImageResult result = result(ask(KEY, pipeline, ""));

        assertThat(result.pipeline()).isEqualTo(pipeline);
        assertThat(result.artifacts().stream().map(ImageResult.Artifact::role))
                .containsExactly(roles.isEmpty() ? new String[0] : roles.split(" "));
        assertThat(result.models().stream().map(ImageResult.ModelUse::name)).containsExactly(models.split(" "));
        assertThat(result.measures().uncertainty())
                .hasValueSatisfying(u -> assertThat(u).isBetween(0.0, 1.0));
        shelf.assertComplete(result, 640, 480);
    }

    @Test
    void classesAreMeasuresTheMostLikelyFirst() throws Exception {
        ImageResult result = result(ask(KEY, "classify@1", ", \"parameters\": {\"classify\": {\"top\": 3}}"));

        List<ImageResult.Label> labels = result.measures().labels();
        assertThat(labels).hasSize(3);
        assertThat(labels.getFirst().label()).isEqualTo("mug");
        assertThat(labels)
                .extracting(ImageResult.Label::probability)
                .isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(result.measures().uncertainty())
                .hasValue(1 - labels.getFirst().probability());
        assertThat(result.measures().coverage()).isEmpty();
    }

    @Test
    void deskewTurnsBackWhatTheModelFound() throws Exception {
        ImageResult result = result(ask(KEY, "deskew", ""));

        assertThat(result.measures().degrees())
                .hasValueSatisfying(d -> assertThat(d).isBetween(-180.0, 180.0));
        assertThat(result.measures().uncertainty()).as("of one look").isEmpty();
        assertThat(result.artifacts()).extracting(ImageResult.Artifact::role).containsExactly("rotate");
        shelf.assertComplete(result, 640, 480);
    }

    /** The network knows faces, and this is a cup. */
    @Test
    void anAngleThatSeveralLooksDoNotAgreeOnIsUncertainAndMayTurnNothing() throws Exception {
        String looks =
                ", \"parameters\": {\"rotate\": {\"looks\": 4, \"most-uncertainty\": %s, \"canvas\": \"expand\"}}";
        ImageResult turned = result(ask(KEY, "deskew", looks.formatted("1")));
        assertThat(turned.measures().uncertainty())
                .hasValueSatisfying(u -> assertThat(u).isBetween(0.0001, 1.0));
        assertThat(turned.models()).hasSize(1);
        ImageResult kept = result(ask(KEY, "deskew", looks.formatted("0.0001")));
        assertThat(kept.measures().degrees()).isEqualTo(turned.measures().degrees());
        assertThat(kept.measures().uncertainty()).isEqualTo(turned.measures().uncertainty());
        shelf.assertComplete(kept, 640, 480);
        assertThat(turned.artifacts().getFirst().width())
                .as("the turned one is larger")
                .isGreaterThan(640);
    }

    /** Its key says which ground it was, so that another ground under the same name gives another artifact. */
    @Test
    void groundIsFetchedWithTheImage() throws Exception {
        String ground = ", \"parameters\": {\"cutout\": {\"background\": {\"bucket\": \"%s\", \"key\": \"%s\"}}}";
        shelf.put("grounds/studio.png", plain(300, 200, 0x2040c0));
        ImageResult blue = result(ask(KEY, "cutout", ground.formatted(PHOTOS, "grounds/studio.png")));
        assertThat(shelf.picture(blue.artifacts().getFirst()).getRGB(3, 3) & 0xffffff)
                .isEqualTo(0x2040c0);

        shelf.put("grounds/studio.png", plain(300, 200, 0x20c040));
        ImageResult green = result(ask(KEY, "cutout", ground.formatted(PHOTOS, "grounds/studio.png")));
        assertThat(shelf.picture(green.artifacts().getFirst()).getRGB(3, 3) & 0xffffff)
                .isEqualTo(0x20c040);
        assertThat(green.fingerprint()).isNotEqualTo(blue.fingerprint());

        ImageAnswer none = upstream.answer(ask(KEY, "cutout", ground.formatted(PHOTOS, "grounds/none.png")))
                .answer();
        assertThat(((ImageFailure) none).failure().message())
                .startsWith("cutout.background: s3://" + PHOTOS + "/grounds/none.png cannot be used: ");
    }

    @Test
    void aCorrectedMaskGoesThroughTheSamePipelineWithoutAModel() throws Exception {
        String given = ", \"alpha\": {\"bucket\": \"%s\", \"key\": \"corrected/%s\"%s}";
        shelf.put("corrected/left.png", left(640, 480, 0));
        ImageResult left = result(ask(KEY, "cutout-with-mask", given.formatted(PHOTOS, "left.png", "")));
        assertThat(left.measures().bbox()).hasValue(new ImageResult.Box(0, 0, 320, 480));
        assertThat(left.models()).isEmpty();
        assertThat(left.cost().orElseThrow().acceleratorMillis()).isZero();
        assertThat(left.alpha()).hasValueSatisfying(alpha -> {
            assertThat(alpha.origin()).isEqualTo("given");
            assertThat(alpha.key()).isEqualTo("corrected/left.png");
        });
        assertThat(Json.MAPPER
                        .readTree(shelf.get(left.sidecar()))
                        .at("/alpha/origin")
                        .asString())
                .isEqualTo("given");
        shelf.assertComplete(left, 640, 480);
        assertThat(result(ask(KEY, "cutout-with-mask", given.formatted(PHOTOS, "left.png", "")))
                        .reused())
                .hasValue(true);

        shelf.put("corrected/left.png", left(320, 240, 8));
        ImageResult again = result(ask(KEY, "cutout-with-mask", given.formatted(PHOTOS, "left.png", "")));
        assertThat(again.fingerprint()).isNotEqualTo(left.fingerprint());
        assertThat(again.measures().bbox()).hasValue(new ImageResult.Box(0, 0, 336, 480));

        shelf.put("corrected/trimap.png", trimap(640, 480));
        ImageResult matte = result(ask(KEY, "matte", given.formatted(PHOTOS, "trimap.png", ", \"kind\": \"trimap\"")));
        assertThat(matte.models()).extracting(ImageResult.ModelUse::name).containsExactly("matting");
        assertThat(shelf.picture(matte.artifacts().get(1)).getRaster().getSample(320, 100, 0))
                .isEqualTo(128);
        assertThat(shelf.picture(matte.artifacts().getFirst()).getRaster().getSample(10, 100, 0))
                .isEqualTo(255);

        for (String none : List.of("none.png", "portrait.png")) {
            shelf.put("corrected/portrait.png", left(480, 640, 0));
            ImageAnswer refused = upstream.answer(ask(KEY, "cutout", given.formatted(PHOTOS, none, "")))
                    .answer();
            assertThat(((ImageFailure) refused).failure().message())
                    .startsWith("alpha: s3://" + PHOTOS + "/corrected/" + none);
        }
        ImageAnswer elsewhere = upstream.answer(
                        ask(KEY, "cutout", ", \"alpha\": {\"bucket\": \"nobodys\", \"key\": \"mask.png\"}"))
                .answer();
        assertThat(((ImageFailure) elsewhere).failure().message()).startsWith("alpha: ");
    }

    @Test
    void aRequestChoosesAmongSubjectsByABox() throws Exception {
        String box = ", \"subject\": {\"box\": {\"x\": %d, \"y\": %d, \"width\": 60, \"height\": 60}}";
        ImageResult whole = result(ask(KEY, "mask", ""));
        ImageResult.Box cup = whole.measures().bbox().orElseThrow();
        ImageResult chosen =
                result(ask(KEY, "mask", box.formatted(cup.x() + cup.width() / 3, cup.y() + cup.height() / 2)));
        assertThat(chosen.fingerprint()).isNotEqualTo(whole.fingerprint());
        assertThat(chosen.measures().coverage().orElseThrow())
                .isBetween(0.01, whole.measures().coverage().orElseThrow());
        ImageAnswer nothing =
                upstream.answer(ask(KEY, "mask", box.formatted(900, 900))).answer();
        assertThat(((ImageFailure) nothing).failure().message())
                .startsWith("subject.box: the model finds nothing there, but from ");
    }

    /** Runs that share nothing with those of the other tests: they lie below a prefix of their own. */
    @Test
    void cleanFindsWhatIsOfNoUseAndDeletesThatAlone() throws Exception {
        String place = TestWorker.ARTIFACTS + "/kirinuki/clean";
        String output = ", \"output\": {\"prefix\": \"kirinuki/clean/\"}";
        for (String key : List.of("clean/gone.png", "clean/replaced.png", "clean/kept.png")) {
            shelf.put(key, plain(40, 30, key.length()));
        }
        ImageResult gone = result(ask("clean/gone.png", "mask", output));
        ImageResult before = result(ask("clean/replaced.png", "mask", output));
        ImageResult kept = result(ask("clean/kept.png", "mask", output));
        shelf.put("clean/kept.png", plain(40, 30, 0x123456));
        ImageResult between = result(ask("clean/kept.png", "mask", output));
        shelf.put(
                "clean/kept.png", plain(40, 30, "clean/kept.png".length())); // as it was, and its run is the older one
        shelf.delete(ObjectRef.of(PHOTOS, "clean/gone.png"));
        shelf.put("clean/replaced.png", plain(40, 30, 0xff00ff));
        ImageResult after = result(ask("clean/replaced.png", "mask", output));
        ImageResult other = result(
                ask("clean/replaced.png", "mask", output + ", \"parameters\": {\"mask\": {\"threshold\": 0.5}}"));
        String folder = before.sidecar().key().replace("result.json", "");
        String stopped = "kirinuki/clean/mask-0123456789abcdef/photos/clean/stopped.png@0/";
        shelf.putArtifact(stopped + "mask.png", new byte[100]);
        shelf.putArtifact(folder + "notes of somebody", new byte[10]);
        shelf.putArtifact("kirinuki/clean/mask-0123456789abcdef/readme.txt", new byte[10]);
        // Sorts between the artifact and the sidecar of a run that is whole.
        shelf.putArtifact(kept.sidecar().key().replace("result.json", "nested/1.jpg"), new byte[10]);

        assertThat(clean("--place", place).err()).contains("one of --gone, --old, --partial is required");
        assertThat(clean("--place", place, "--gone", "--keep", "never").err()).contains("--keep: an age such as");
        assertThat(clean("--place", place, "--gone", "--old", "--partial", "--keep", "1h")
                        .out())
                .as("all of it is young")
                .contains("to delete in s3://artifacts/kirinuki/clean/: 0 runs, 0 objects, 0 bytes");
        await().until(() -> clean("--place", place, "--gone", "--old", "--partial", "--keep", "1s")
                .out()
                .contains(": 4 runs, 7 objects, "));
        String[] terms = {"--place", place, "--gone", "--old", "--partial", "--keep", "1s", "--list"};
        String dry = clean(terms).out();
        assertThat(dry).contains("gone  ", "old  " + folder, "partial  " + stopped);
        String done = clean(
                        Stream.concat(Stream.of(terms), Stream.of("--delete")).toArray(String[]::new))
                .out();
        assertThat(done).as("the dry run was exact").isEqualTo(dry.replace("to delete", "deleted"));
        assertThat(clean(terms).out()).contains(": 0 runs, 0 objects, 0 bytes");

        for (ImageResult none : List.of(gone, before, between)) {
            assertThat(shelf.holds(none.sidecar())).isFalse();
            assertThat(shelf.holds(ObjectRef.of(
                            none.artifacts().getFirst().bucket(),
                            none.artifacts().getFirst().key())))
                    .isFalse();
        }
        for (ImageResult still : List.of(kept, after, other)) shelf.assertComplete(still, 40, 30);
        assertThat(shelf.holds(ObjectRef.of(TestWorker.ARTIFACTS, folder + "notes of somebody")))
                .isTrue();
        assertThat(shelf.holds(ObjectRef.of(TestWorker.ARTIFACTS, "kirinuki/clean/mask-0123456789abcdef/readme.txt")))
                .isTrue();
    }

    private CommandCall clean(String... options) throws Exception {
        return CommandCall.of(
                TestWorker.environment(servers, new Topics("suite", 2), folder.resolve("clean"), settings()),
                Stream.concat(Stream.of("clean"), Stream.of(options)).toArray(String[]::new));
    }

    /** White on the left half, and so many columns more. */
    private static byte[] left(int width, int height, int more) {
        return FastPng.encode(
                        new PixelSize(width, height),
                        Picture.Layout.GREY,
                        (y, row) -> Arrays.fill(row, 0, width / 2 + more, (byte) 255))
                .bytes();
    }

    private static byte[] trimap(int width, int height) {
        return FastPng.encode(new PixelSize(width, height), Picture.Layout.GREY, (y, row) -> {
                    Arrays.fill(row, 0, width / 4, (byte) 255);
                    Arrays.fill(row, width / 4, 3 * width / 4, (byte) 100);
                })
                .bytes();
    }

    private static byte[] plain(int width, int height, int rgb) {
        return FastPng.encode(new PixelSize(width, height), Picture.Layout.RGB, (y, row) -> {
                    for (int i = 0; i < row.length; i++) row[i] = (byte) (rgb >> (16 - 8 * (i % 3)));
                })
                .bytes();
    }

    @Test
    void requestsBringStepsOfTheirOwn() throws Exception {
        ImageResult result =
                result(askInline("[{\"mask\": {\"store\": false, \"threshold\": 0.5}}, {\"cutout\": {}}]"));

        assertThat(result.pipeline()).isEqualTo(ImageRequest.INLINE);
        assertThat(result.artifacts()).extracting(ImageResult.Artifact::role).containsExactly("cutout");
        assertThat(result.measures().edgeSoftness()).hasValue(0.0);
        shelf.assertComplete(result, 640, 480);
    }

    @Test
    void stepThatIsWrongIsNamed() throws Exception {
        ImageAnswer answer = upstream.answer(askInline("[{\"mask\": {\"classes\": [\"horse\"]}}]"))
                .answer();
        assertThat(((ImageFailure) answer).failure().message())
                .isEqualTo("classes: model \"subject\" knows no \"horse\", but no classes");

        answer = upstream.answer(askInline("[{\"classify\": {\"model\": \"car\"}}]"))
                .answer();
        assertThat(((ImageFailure) answer).failure().message())
                .isEqualTo("model: \"car\" is for task mask, one for task classify expected");
    }

    @Test
    void doubtfulResultsGoToTheReviewTopicAsWell() throws Exception {
        Path own = Files.writeString(folder.resolve("own.yaml"), """
            pipelines:
              - {name: sure, operations: [mask: {threshold: 0.4}]}
              - {name: askew, operations: [rotate: {looks: 4}]}
            """);
        Topics topics = new Topics("review", 1);
        servers.createTopic("doubtful", 1);
        var settings = Map.of("review.topic", "doubtful", "review.above", "0.1", "pipelines.file", own.toString());
        byte[] fog = Specimens.noise(640, 480);
        shelf.put("review/fog.png", fog);
        try (TestWorker worker = startWorker(topics, settings);
                Upstream upstream = new Upstream(servers, topics)) {
            List<Position> asked = new ArrayList<>();
            for (String key : List.of(KEY, "review/fog.png")) {
                for (String pipeline : List.of("sure", "cutout", "askew")) {
                    asked.add(upstream.ask(ImageRequest.of(pipeline, ObjectRef.of(PHOTOS, key), pipeline)));
                }
            }
            upstream.awaitAll(asked);

            Set<Position> doubtful = new TreeSet<>(Comparator.comparingLong(Position::offset));
            for (Position position : asked) {
                ImageResult result = (ImageResult) upstream.answer(position).answer();
                if (result.measures().uncertainty().orElseThrow() > 0.1) doubtful.add(position);
            }
            assertThat(doubtful).as("some and not all").isNotEmpty().hasSizeLessThan(asked.size());
            assertThat(review("doubtful", doubtful.size())).isEqualTo(doubtful);
            assertThat(worker.broken()).isFalse();
        }
    }

    /** Positions of the results on the topic, once there are so many and a second later no more. */
    private Set<Position> review(String topic, int awaited) {
        Set<Position> found = new TreeSet<>(Comparator.comparingLong(Position::offset));
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                servers.bootstrap(),
                "isolation.level",
                "read_committed",
                "group.id",
                "reviewer",
                "auto.offset.reset",
                "earliest");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (found.size() < awaited && System.nanoTime() < deadline)
                read(consumer, Duration.ofMillis(100), found);
            read(consumer, Duration.ofSeconds(1), found);
        }
        return found;
    }

    private static void read(KafkaConsumer<byte[], byte[]> consumer, Duration wait, Set<Position> found) {
        consumer.poll(wait)
                .forEach(record -> assertThat(
                                found.add(Json.readAnswer(record.value()).position()))
                        .as("once each")
                        .isTrue());
    }

    private Position askInline(String operations) throws Exception {
        String json = "{\"source\": {\"bucket\": \"%s\", \"key\": \"%s\"}, \"operations\": %s}"
                .formatted(PHOTOS, KEY, operations);
        return upstream.ask(KEY.getBytes(UTF_8), json.getBytes(UTF_8));
    }
}
