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
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What each image took is told, and all together it is what the models' runs took, whoever shared which. */
@Timeout(30)
class CostTest {
    private static final PixelSize SIZE = new PixelSize(8, 8);
    private static final int IMAGES = 9;

    private final ShelfStore store = new ShelfStore();
    private final Cores cores = new Cores(2);
    private final Map<String, Double> ran = new ConcurrentHashMap<>();
    private Models models;
    private ImageEngine engine;

    @BeforeEach
    void start() throws Exception {
        models = Models.of(Map.of(
                "mask",
                served("mask", Task.MASK, 4, List.of(), new Prediction.Alpha(Pixels.black(SIZE, 1))),
                "kind",
                served(
                        "kind",
                        Task.CLASSIFY,
                        1,
                        List.of("a", "b"),
                        new Prediction.Probabilities(List.of(0.75f, 0.25f)))));
        engine = new ImageEngine(
                store,
                Pipelines.builtIn(),
                models,
                new Limits(ByteSize.mebibytes(1), 10_000, ByteSize.mebibytes(8), 100_000, IMAGES),
                new ImageEngine.DefaultOutput("artifacts", "cut", true),
                cores,
                EngineListener.NONE);
    }

    @AfterEach
    void stop() {
        engine.close();
        models.close();
        cores.close();
    }

    /** Takes a millisecond for each image. */
    private ServedModel served(String name, Task task, int most, List<String> classes, Prediction answer)
            throws Exception {
        return new StandIn(name, most, SIZE, InputRule.Colour.RGB, picture -> {
                    long end = System.nanoTime() + 1_000_000;
                    while (System.nanoTime() < end) Thread.onSpinWait();
                    return answer;
                })
                .served(
                        task,
                        OutputRule.Head.PROBABILITY,
                        classes,
                        (model, size, room, took) -> ran.merge(model, took.toNanos() / 1e6, Double::sum));
    }

    private static ImageRequest request(int image) {
        String json = """
                {"source": {"bucket": "photos", "key": "%d.png"},
                 "operations": [{"mask": {"model": "mask"}}, {"classify": {"model": "kind"}}]}""".formatted(image);
        return Json.MAPPER.readValue(json, ImageRequest.class);
    }

    @Test
    void theSharesOfAllImagesAreTheRunsOfBothModels() throws Exception {
        List<CompletableFuture<Outcome<Product>>> ends = new ArrayList<>();
        for (int i = 0; i < IMAGES; i++) {
            int grey = i;
            store.objects.put(
                    ObjectRef.of("photos", i + ".png"),
                    FastPng.encode(
                            new PixelSize(12, 10), Picture.Layout.RGB, (y, row) -> Arrays.fill(row, (byte) grey)));
            ends.add(engine.submit(request(i), Traffic.LIVE));
        }
        double all = 0;
        for (int i = 0; i < IMAGES; i++) {
            Product product = ends.get(i).get(20, SECONDS).orThrow();
            ImageResult.Cost cost = product.cost();
            all += cost.acceleratorMillis();
            double byModel = product.models().stream()
                    .mapToDouble(use -> use.acceleratorMillis().orElseThrow())
                    .sum();
            assertThat(cost.acceleratorMillis()).isEqualTo(byModel, within(0.02));
            assertThat(cost.cpuMillis()).isPositive();
            assertThat(cost.bytesRead()).isEqualTo(product.source().bytes());
            assertThat(cost.bytesWritten())
                    .isEqualTo(product.artifacts().getFirst().bytes())
                    .isPositive();
            Sidecar sidecar = Sidecar.read(store.objects.get(product.sidecar()).bytes());
            assertThat(sidecar.cost()).contains(cost);
            assertThat(sidecar.timings().orElseThrow().inferMillis()).isPositive();
            assertThat(sidecar.models())
                    .extracting(model -> model.acceleratorMillis().isPresent())
                    .containsExactly(true, true);
        }
        assertThat(ran).containsOnlyKeys("mask", "kind");
        assertThat(all).isEqualTo(ran.get("mask") + ran.get("kind"), within(0.02 * IMAGES));
    }

    @Test
    void whatIsReusedCostsNothing() throws Exception {
        store.objects.put(
                ObjectRef.of("photos", "1.png"),
                FastPng.encode(new PixelSize(12, 10), Picture.Layout.RGB, (y, row) -> Arrays.fill(row, (byte) 9)));
        engine.submit(request(1), Traffic.LIVE).get(20, SECONDS).orThrow();
        Product again = engine.submit(request(1), Traffic.LIVE).get(20, SECONDS).orThrow();
        assertThat(again.reused()).isTrue();
        assertThat(again.cost()).isEqualTo(ImageResult.Cost.NONE);
        assertThat(again.models())
                .allSatisfy(use -> assertThat(use.acceleratorMillis()).isEmpty());
    }
}
