package io.kirinuki.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.batch.Traffic;
import io.kirinuki.image.ByteSize;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.model.InputRule;
import io.kirinuki.model.ModelManifest.Task;
import io.kirinuki.model.OutputRule;
import io.kirinuki.model.Prediction;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult.Box;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Reading;
import io.kirinuki.schema.RequestReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Choosing among subjects: the network finds one of 6x8 pixels on the left, one of 4x8 on the right. */
@Timeout(30)
class SubjectTest {
    private static final PixelSize SIZE = new PixelSize(16, 8);
    private static final Box LEFT = new Box(0, 0, 6, 8);
    private static final Box RIGHT = new Box(12, 0, 4, 8);

    private final ShelfStore store = new ShelfStore();
    private final Cores cores = new Cores(1);
    private Models models;
    private ImageEngine engine;

    @BeforeEach
    void start() throws Exception {
        store.objects.put(ObjectRef.of("photos", "two.png"), FastPng.encode(SIZE, Picture.Layout.GREY, (y, row) -> {}));
        models = Models.of(Map.of("subject", served()));
        engine = new ImageEngine(
                store,
                Pipelines.builtIn(),
                models,
                new Limits(ByteSize.mebibytes(1), 10_000, ByteSize.mebibytes(8), 100_000, 1),
                new ImageEngine.DefaultOutput("artifacts", "", true),
                cores,
                EngineListener.NONE);
    }

    @AfterEach
    void stop() {
        engine.close();
        models.close();
        cores.close();
    }

    private Outcome<Product> asked(String steps, String subject) throws Exception {
        String json = """
                {"source": {"bucket": "photos", "key": "two.png"}, "operations": [%s]%s}""".formatted(steps, subject);
        ImageRequest request = ((Reading.Read) new RequestReader().read(json.getBytes(UTF_8))).request();
        return engine.submit(request, Traffic.LIVE).get(20, SECONDS);
    }

    private Product chosen(String subject) throws Exception {
        return asked("{\"mask\": {}}", ", \"subject\": " + subject).orThrow();
    }

    @Test
    void theBoxChoosesThePartThatFillsItMost() throws Exception {
        assertThat(chosen("{\"box\": {\"x\": 0, \"y\": 0, \"width\": 8, \"height\": 8}}")
                        .measures()
                        .bbox())
                .hasValue(LEFT);
        Product right = chosen("{\"box\": {\"x\": 5, \"y\": 2, \"width\": 900, \"height\": 3}}");
        assertThat(right.measures().bbox()).hasValue(RIGHT);
        assertThat(right.fingerprint())
                .isNotEqualTo(asked("{\"mask\": {}}", "").orThrow().fingerprint());
    }

    @Test
    void pointsChooseThePartsThatTheyLieIn() throws Exception {
        assertThat(chosen("{\"points\": [{\"x\": 13, \"y\": 3}, {\"x\": 9, \"y\": 3}]}")
                        .measures()
                        .bbox())
                .hasValue(RIGHT);
        assertThat(chosen("{\"points\": [{\"x\": 13, \"y\": 3}, {\"x\": 2, \"y\": 3}]}")
                        .measures()
                        .bbox())
                .hasValue(new Box(0, 0, 16, 8));
    }

    @Test
    void whatLiesOutsideOfTheRegionOfInterestIsNoSubject() throws Exception {
        assertThat(chosen("{\"roi\": {\"x\": 4, \"y\": 2, \"width\": 10, \"height\": 900}}")
                        .measures()
                        .bbox())
                .hasValue(new Box(4, 2, 10, 6));
        assertThat(chosen("{\"roi\": {\"x\": 4, \"y\": 2, \"width\": 10, \"height\": 3},"
                                + " \"points\": [{\"x\": 13, \"y\": 3}]}")
                        .measures()
                        .bbox())
                .hasValue(new Box(12, 2, 2, 3));
        assertThat(chosen("{\"roi\": {\"x\": 7, \"y\": 0, \"width\": 4, \"height\": 8}}")
                        .measures()
                        .bbox())
                .as("an empty mask is an answer")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"mask\": {}}; {\"roi\": {\"x\": 16, \"y\": 0, \"width\": 2147483647, \"height\": 1}}; subject.roi: from 16,0 to 2147483663,1 is not in the photo, which has 16x8",
                "{\"mask\": {}}; {\"points\": [{\"x\": 9, \"y\": 3}]}; subject.points: the model finds nothing there, but from 0,0 to 16,8",
                "{\"cutout\": {}}; {\"box\": {\"x\": 99, \"y\": 0, \"width\": 1, \"height\": 1}}; subject.box: the model finds nothing there",
                "{\"rotate\": {\"degrees\": 90}}, {\"mask\": {}}; {\"points\": [{\"x\": 1, \"y\": 3}]}; subject: it is of the photo as it came",
            })
    void whatCannotBeChosenIsNamed(String steps, String subject, String message) throws Exception {
        assertThat(asked(steps, ", \"subject\": " + subject))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.failure().message()).startsWith(message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; subject: box, points or roi expected",
                "{\"roi\": {\"x\": 0, \"y\": -1, \"width\": 1, \"height\": 1}}; subject.roi.y",
                "{\"box\": {\"x\": 0, \"y\": 0, \"width\": 0, \"height\": 1}}; subject.box.width",
                "{\"points\": []}; subject.points",
                "{\"points\": [{\"x\": 1, \"y\": 1}], \"box\": {\"x\": 0, \"y\": 0, \"width\": 1, \"height\": 1}}; found both",
            })
    void whatIsNoChoiceIsRefusedByTheReader(String subject, String problem) {
        String json = """
                {"source": {"bucket": "photos", "key": "two.png"}, "pipeline": "mask", "subject": %s}""".formatted(subject);
        assertThat(new RequestReader().read(json.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        Reading.Unreadable.class,
                        said -> assertThat(said.problem()).contains(problem));
    }

    private static ServedModel served() throws Exception {
        byte[] map = new byte[16 * 8];
        for (int i = 0; i < map.length; i++) map[i] = (byte) (i % 16 < 6 || i % 16 >= 12 ? 255 : 0);
        var two = new Prediction.Alpha(new Pixels(map, SIZE, 1));
        return new StandIn("subject", 1, SIZE, InputRule.Colour.GREY, picture -> two)
                .served(Task.MASK, OutputRule.Head.PROBABILITY, List.of(), (name, size, room, took) -> {});
    }
}
