package io.kirinuki.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.Blob;
import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.worker.cli.Cli;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results where workers put them, measured without a copy of them on this machine. */
class EvalBucketIT {
    private static final String RESULTS = "results";
    private static final String STEM = "kirinuki/car-mask-0123456789abcdef/photos/";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void resultsInABucketAreMeasured() throws Exception {
        try (EmbeddedStore server = EmbeddedStore.start(folder, 0);
                ObjectStore store = new MinioStore(EmbeddedStoreIT.config(server))) {
            server.createBucket(RESULTS);
            server.createBucket("truth");
            put(store, RESULTS, STEM + "cars/写真 1+.jpg@aa/mask.png", mask(255, 255, 0, 0));
            put(store, RESULTS, STEM + "cars/写真 1+.jpg@aa/cutout.png", mask(9, 9, 9, 9));
            put(store, RESULTS, STEM + "cars/two.jpg@bb/mask.png", mask(255, 0, 0, 0));
            put(store, RESULTS, STEM + "cars/two.jpg@bb/result.json", text("""
                {"source": {"bucket": "photos", "key": "cars/two.jpg"},
                 "measures": {"degrees": 3.5, "labels": [{"label": "mug", "probability": 0.9}]}}\
                """));
            put(store, RESULTS, "kirinuki-old/cars/two.jpg@bb/mask.png", mask(0, 0, 0, 0));
            put(store, "truth", "cars/写真 1+.png", mask(255, 255, 0, 0));
            put(store, "truth", "cars/two.png", mask(255, 255, 0, 0));
            put(store, "truth", "truth.csv", text("name,degrees,label\ncars/two,1.5,mug\n"));

            assertThat(eval(server, "masks", "s3://results/kirinuki", "s3://truth"))
                    .as(err.toString())
                    .isZero();
            assertThat(out.toString()).contains("Masks   2").contains("Dice    0.875000");
            assertThat(eval(server, "angles", "s3://results/kirinuki/", "s3://truth/truth.csv"))
                    .as(err.toString())
                    .isZero();
            assertThat(out.toString()).contains("MAE           2.000000");
            assertThat(eval(server, "labels", "s3://results/" + STEM, "s3://truth/truth.csv"))
                    .as(err.toString())
                    .isZero();
            assertThat(out.toString()).contains("Top-1   100.00 %");

            assertThat(eval(server, "masks", "s3://no-such-bucket/x", "s3://truth"))
                    .isEqualTo(2);
            assertThat(err.toString()).contains("there is no bucket \"no-such-bucket\"");
        }
    }

    private int eval(EmbeddedStore server, String what, String predicted, String truth) {
        return Cli.commandLine(
                        config -> {
                            throw new AssertionError("no worker is needed");
                        },
                        Map.of(
                                "KIRINUKI_STORE_ENDPOINT", server.endpoint().toString(),
                                "KIRINUKI_STORE_ACCESS_KEY", EmbeddedStore.ACCESS_KEY,
                                "KIRINUKI_STORE_SECRET_KEY", EmbeddedStore.SECRET_KEY))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute("eval", what, "--predicted", predicted, "--truth", truth);
    }

    private static void put(ObjectStore store, String bucket, String key, Blob bytes) throws Exception {
        store.put(ObjectRef.of(bucket, key), "application/octet-stream", bytes).orThrow();
    }

    private static Blob text(String text) {
        return Blob.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Blob mask(int... alpha) {
        byte[] bytes = new byte[alpha.length];
        for (int i = 0; i < alpha.length; i++) bytes[i] = (byte) alpha[i];
        try (Mask mask = Mask.of(bytes, new PixelSize(alpha.length, 1))) {
            return FastPng.encode(mask.picture());
        }
    }
}
