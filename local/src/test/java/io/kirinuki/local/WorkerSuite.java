package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kirinuki.local.Upstream.Answered;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a worker does for its requesters, with real servers and the real model; one subclass per kind of servers.
 * {@link RefusalSuite} is the other half.
 */
abstract class WorkerSuite extends RefusalSuite {
    @ParameterizedTest
    @CsvSource({"cutout, cutout", "mask, mask", "cutout-with-mask, cutout mask"})
    void artifactsAreAsTheResultSays(String pipeline, String roles) throws Exception {
        byte[] jpeg = Specimens.jpeg(800, 600);
        ObjectRef photo = shelf.put(pipeline + "/cup.jpg", jpeg);
        Position asked = upstream.ask(ImageRequest.of("id of " + pipeline, photo, pipeline));
        Answered answered = upstream.answer(asked);
        ImageResult result = (ImageResult) answered.answer();

        assertThat(result.requestId()).isEqualTo("id of " + pipeline);
        assertThat(answered.record().key()).isEqualTo(photo.toString().getBytes(UTF_8));
        assertThat(result.source().bytes()).isEqualTo(jpeg.length);
        assertThat(result.source().format()).isEqualTo("image/jpeg");
        assertThat(result.models()).extracting(ImageResult.ModelUse::name).containsExactly("subject");
        assertThat(result.artifacts()).extracting(ImageResult.Artifact::role).containsExactly(roles.split(" "));
        shelf.assertComplete(result, 800, 600);
    }

    @Test
    void theSubjectIsCutOutAndTheRestIsTransparent() throws Exception {
        ImageResult result = process("png/cup.png", Specimens.png(640, 480), "cutout", "{}");
        BufferedImage cutout = shelf.picture(result.artifacts().getFirst());
        assertThat(cutout.getColorModel().hasAlpha()).isTrue();
        assertThat(cutout.getRGB(320, 270) >>> 24).as("alpha of the cup").isGreaterThan(200);
        assertThat(cutout.getRGB(10, 10) >>> 24).as("alpha of the wall").isLessThan(50);
        assertThat(cutout.getRGB(320, 270) >> 16 & 0xff).as("red of the cup").isGreaterThan(120);
        assertThat(result.measures().coverage().orElseThrow()).isBetween(0.05, 0.6);
        assertThat(result.measures().bbox()).isPresent();
    }

    @Test
    void aPictureOnItsSideComesBackUpright() throws Exception {
        ImageResult result = process("exif/cup.jpg", Specimens.rotatedJpeg(640, 400), "cutout-with-mask", "{}");
        assertThat(result.source().orientation()).isEqualTo(6);
        assertThat(result.source().width()).isEqualTo(400);
        assertThat(result.source().height()).isEqualTo(640);
        shelf.assertComplete(result, 400, 640);
    }

    @Test
    void aBackgroundColourTakesThePlaceOfTransparency() throws Exception {
        ImageResult result = process(
                "colour/cup.jpg", Specimens.jpeg(640, 480), "cutout", "{\"cutout\": {\"background\": \"#00ff00\"}}");
        BufferedImage cutout = shelf.picture(result.artifacts().getFirst());
        assertThat(cutout.getColorModel().hasAlpha()).isFalse();
        assertThat(cutout.getRGB(10, 10) >> 8 & 0xff).as("green of the ground").isGreaterThan(230);
        assertThat(cutout.getRGB(10, 10) & 0xff).as("blue of the ground").isLessThan(60);
        assertThat(cutout.getRGB(320, 270) >> 16 & 0xff).as("red of the cup").isGreaterThan(120);
    }

    @Test
    void theSameWorkGivesTheSameArtifacts() throws Exception {
        ImageResult first = process("again/cup.jpg", Specimens.jpeg(320, 240), "cutout-with-mask", "{}");
        ImageResult second = result(ask("again/cup.jpg", "cutout-with-mask", ", \"force\": true"));
        assertThat(second.reused()).isEmpty();
        assertThat(second.artifacts()).isEqualTo(first.artifacts());
        assertThat(second.sidecar()).isEqualTo(first.sidecar());
        ImageResult other = process(
                "again/cup.jpg", Specimens.jpeg(320, 240), "cutout-with-mask", "{\"mask\": {\"threshold\": 0.5}}");
        assertThat(other.fingerprint()).isNotEqualTo(first.fingerprint());
        assertThat(other.sidecar()).isNotEqualTo(first.sidecar());
    }

    /** Whoever it shares a run with, and at whichever place. */
    @Test
    void theSameWorkGivesTheSameArtifactsWhateverItIsBatchedWith() throws Exception {
        List<String> keys = new ArrayList<>();
        List<ImageResult> alone = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            keys.add("batched/" + i + ".jpg");
            alone.add(process(keys.get(i), Specimens.jpeg(160 + 90 * i, 420 - 40 * i), "cutout-with-mask", "{}"));
        }
        assertThat(alone).allMatch(result -> batch(result) == 1);
        Set<Integer> sizes = new TreeSet<>();
        for (int round = 0; round < 20 && sizes.size() < 3; round++) {
            List<Position> asked = new ArrayList<>();
            for (String key : keys) asked.add(ask(key, "cutout-with-mask", ", \"force\": true"));
            for (int i = 0; i < asked.size(); i++) {
                ImageResult together = result(asked.get(i));
                sizes.add(batch(together));
                assertThat(together.artifacts()).isEqualTo(alone.get(i).artifacts());
                assertThat(together.sidecar()).isEqualTo(alone.get(i).sidecar());
                assertThat(together.measures()).isEqualTo(alone.get(i).measures());
            }
        }
        assertThat(sizes).as("sizes of batches").hasSizeGreaterThanOrEqualTo(3);
    }

    private static int batch(ImageResult result) {
        return result.models().getFirst().batch();
    }

    @ParameterizedTest
    @CsvSource({"2026/autumn, 2026/autumn/mask-", "2026/autumn/, 2026/autumn/mask-", "'', mask-"})
    void aRequestMaySayWhereArtifactsGo(String prefix, String start) throws Exception {
        servers.createBucket("elsewhere");
        shelf.put("output/cup.jpg", Specimens.jpeg(320, 240));
        String output = ", \"output\": {\"bucket\": \"elsewhere\", \"prefix\": \"%s\"}".formatted(prefix);
        ImageResult result = result(ask("output/cup.jpg", "mask", output));
        assertThat(result.artifacts().getFirst().bucket()).isEqualTo("elsewhere");
        assertThat(result.artifacts().getFirst().key()).startsWith(start);
        shelf.assertComplete(result, 320, 240);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "with spaces and + and 100%.jpg",
                "not%20decoded%2F.jpg",
                "写真/猫の写真.jpg",
                "emoji/😀👩‍👩‍👧.jpg",
                "a?b#c&d=e;f.jpg",
            })
    void keysAreTakenLiterally(String key) throws Exception {
        assertServed(key);
    }

    protected final void assertServed(String key) throws Exception {
        ImageResult result = process(key, Specimens.jpeg(320, 240), "cutout", "{}");
        assertThat(result.source().key()).isEqualTo(key);
        shelf.assertComplete(result, 320, 240);
    }

    @Test
    void answersOfOneKeyKeepTheOrderOfItsRequests() throws Exception {
        shelf.put("order/big.jpg", Specimens.jpeg(3000, 2000));
        shelf.put("order/small.jpg", Specimens.jpeg(64, 48));
        byte[] key = "order".getBytes(UTF_8);
        List<Position> asked = new ArrayList<>();
        for (String photo : List.of("big", "small", "missing", "small", "big", "small")) {
            var source = ObjectRef.of(PHOTOS, "order/" + photo + ".jpg");
            asked.add(upstream.ask(key, Json.write(ImageRequest.of(photo, source, "cutout-with-mask"))));
        }
        Position other = upstream.ask(ImageRequest.of("other", ObjectRef.of(PHOTOS, "order/small.jpg"), "mask"));
        upstream.awaitAll(asked);
        result(other);
        assertThat(asked.stream()
                        .map(position -> upstream.answer(position).record().offset()))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void theAdminPortTellsHowTheWorkerIs() throws Exception {
        process("admin/cup.jpg", Specimens.jpeg(160, 120), "mask", "{}");
        await().untilAsserted(
                        () -> assertThat(worker.get("/readyz").statusCode()).isEqualTo(200));
        assertThat(worker.get("/livez").statusCode()).isEqualTo(200);
        assertThat(worker.get("/readyz").body()).contains("models: warm: ", "subject 3", "store: answering");
        assertThat(worker.get("/metrics").body())
                .contains("kirinuki_records_total{outcome=\"result\"", "kirinuki_batch_size_bucket{model=\"subject\"")
                .containsPattern("kirinuki_model_info\\{model=\"subject\",version=\"3\",sha256=\"[0-9a-f]{64}\"");
    }

    private ImageResult process(String key, byte[] photo, String pipeline, String parameters) throws Exception {
        shelf.put(key, photo);
        return result(ask(key, pipeline, ", \"parameters\": " + parameters));
    }
}
