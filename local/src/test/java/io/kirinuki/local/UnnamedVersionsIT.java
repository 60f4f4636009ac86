package io.kirinuki.local;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.batch.Traffic;
import io.kirinuki.image.Blob;
import io.kirinuki.image.ByteSize;
import io.kirinuki.local.S3Faults.Fault;
import io.kirinuki.local.standin.PacedModels;
import io.kirinuki.pipeline.Cores;
import io.kirinuki.pipeline.EngineListener;
import io.kirinuki.pipeline.ImageEngine;
import io.kirinuki.pipeline.Limits;
import io.kirinuki.pipeline.Models;
import io.kirinuki.pipeline.Pipelines;
import io.kirinuki.pipeline.Product;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.BreakerStore;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.StoreConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real S3 server that names no version of its objects, or not so that the name could be trusted. */
class UnnamedVersionsIT {
    private static final ObjectRef PHOTO = ObjectRef.of("photos", "cup.jpg");

    @TempDir
    private Path folder;

    /** No tag at all, a weak one, one of time and size, an empty one. */
    @ParameterizedTest
    @ValueSource(strings = {"", "W/\"9bb58f26192e4ba00f01e2e7b136bbd8\"", "\"5f3c1a2b-1f40\"", "\"\""})
    void aPhotoThatIsReplacedIsWorkedOnAndTheSamePhotoIsNot(String etag) throws Exception {
        try (EmbeddedStore server = EmbeddedStore.start(folder, 0);
                S3Faults proxy = new S3Faults(server.endpoint());
                MinioStore direct = new MinioStore(EmbeddedStoreIT.config(server));
                BreakerStore store = new BreakerStore(new MinioStore(through(proxy)));
                Models models = PacedModels.subject(Duration.ofMillis(1), 1, (name, size, capacity, ran) -> {});
                Cores cores = new Cores(2);
                ImageEngine engine = new ImageEngine(
                        store,
                        Pipelines.builtIn(),
                        models,
                        new Limits(ByteSize.mebibytes(8), 1_000_000, ByteSize.mebibytes(16), 4_000_000, 4),
                        new ImageEngine.DefaultOutput("artifacts", "", true),
                        cores,
                        EngineListener.NONE)) {
            server.createBucket("photos");
            server.createBucket("artifacts");
            proxy.set(ask -> new Fault.Header("ETag", etag));
            put(direct, Specimens.jpeg(64, 48));
            Product first = product(engine);
            assertThat(first.reused()).isFalse();
            assertThat(product(engine).reused()).isTrue();

            put(direct, Specimens.jpeg(80, 60));
            Product second = product(engine);
            assertThat(second.reused()).isFalse();
            assertThat(second.source().width()).isEqualTo(80);
            assertThat(second.artifacts().getFirst().width()).isEqualTo(80);
            assertThat(product(engine).reused()).isTrue();
        }
    }

    private static void put(MinioStore store, byte[] photo) throws Exception {
        store.put(PHOTO, "image/jpeg", Blob.of(photo)).orThrow();
    }

    private static Product product(ImageEngine engine) throws Exception {
        return engine.submit(ImageRequest.of("one", PHOTO, "cutout"), Traffic.LIVE)
                .get(60, SECONDS)
                .orThrow();
    }

    private static StoreConfig through(S3Faults proxy) {
        return new StoreConfig(
                proxy.endpoint(),
                EmbeddedStore.REGION,
                EmbeddedStore.ACCESS_KEY,
                EmbeddedStore.SECRET_KEY,
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                16);
    }
}
