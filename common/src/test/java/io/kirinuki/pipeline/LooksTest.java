package io.kirinuki.pipeline;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How sure a model is of an angle, by several looks at a photo whose right half is white. */
@Timeout(30)
class LooksTest {
    private static final PixelSize SEEN = new PixelSize(16, 16);
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void aModelThatSeesTheTurnAgreesWithItself() throws Exception {
        Product product = turned(4, LooksTest::white);
        assertThat(product.measures().degrees().orElseThrow()).isCloseTo(0, within(1.0));
        assertThat(product.measures().uncertainty().orElseThrow()).isLessThan(0.01);
        assertThat(asked).hasValue(4);
    }

    @Test
    void aModelThatSaysTheSameWhateverItSeesIsUncertain() throws Exception {
        Product product = turned(4, picture -> 25);
        assertThat(product.measures().degrees().orElseThrow()).isEqualTo(25);
        assertThat(product.measures().uncertainty().orElseThrow()).isGreaterThan(0.5);
        assertThat(product.artifacts().getFirst().width()).as("left as it is").isEqualTo(40);
    }

    @Test
    void oneLookAsksOnceAndSaysNothingOfIt() throws Exception {
        Product product = turned(1, picture -> 25);
        assertThat(product.measures().uncertainty()).isEmpty();
        assertThat(asked).hasValue(1);
        assertThat(product.artifacts().getFirst().width()).isGreaterThan(40);
    }

    private Product turned(int looks, ToDoubleFunction<Pixels> angle) throws Exception {
        ShelfStore store = new ShelfStore();
        store.objects.put(
                ObjectRef.of("photos", "half.png"),
                FastPng.encode(
                        new PixelSize(40, 40), Picture.Layout.GREY, (y, row) -> Arrays.fill(row, 20, 40, (byte) 255)));
        String most = looks > 1 ? ", \"most-uncertainty\": 0.3" : "";
        String json = """
                {"source": {"bucket": "photos", "key": "half.png"}, "operations":
                 [{"rotate": {"model": "turn", "looks": %d, "canvas": "expand"%s}}]}""".formatted(looks, most);
        try (Models models = Models.of(Map.of("turn", served(angle)));
                Cores cores = new Cores(1);
                ImageEngine engine = new ImageEngine(
                        store,
                        Pipelines.builtIn(),
                        models,
                        new Limits(ByteSize.mebibytes(1), 10_000, ByteSize.mebibytes(8), 100_000, 1),
                        new ImageEngine.DefaultOutput("artifacts", "", true),
                        cores,
                        EngineListener.NONE)) {
            return engine.submit(Json.MAPPER.readValue(json, ImageRequest.class), Traffic.LIVE)
                    .get(20, SECONDS)
                    .orThrow();
        }
    }

    /** Where the white lies, seen from the middle: 0 on the right, counter-clockwise. */
    private static double white(Pixels picture) {
        double right = 0;
        double up = 0;
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 16; x++) {
                if (Math.hypot(x - 7.5, y - 7.5) > 7.5) continue; // corners tell of the canvas
                int light = picture.bytes()[y * 16 + x] & 0xff;
                right += (x - 7.5) * light;
                up -= (y - 7.5) * light;
            }
        }
        return Math.toDegrees(Math.atan2(up, right));
    }

    private ServedModel served(ToDoubleFunction<Pixels> angle) throws Exception {
        return new StandIn("turn", 4, SEEN, InputRule.Colour.GREY, picture -> {
                    asked.incrementAndGet();
                    return new Prediction.Angle((float) angle.applyAsDouble(picture));
                })
                .served(Task.ROTATE, OutputRule.Head.DEGREES, List.of(), (name, size, room, took) -> {});
    }
}
