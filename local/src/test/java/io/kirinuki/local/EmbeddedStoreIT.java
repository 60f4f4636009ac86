package io.kirinuki.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.Blob;
import io.kirinuki.outcome.Failure;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.StoreConfig;
import io.minio.ListObjectsArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.Result;
import io.minio.StatObjectArgs;
import io.minio.messages.Item;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedStoreIT extends ObjectStoreContract {
    @TempDir
    private static Path folder;

    private static EmbeddedStore server;
    private static MinioClient client;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedStore.start(folder, 0);
        server.createBucket(BUCKET);
        client = MinioClient.builder()
                .endpoint(server.endpoint().toString())
                .region(EmbeddedStore.REGION)
                .credentials(EmbeddedStore.ACCESS_KEY, EmbeddedStore.SECRET_KEY)
                .build();
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        server.close();
    }

    @Override
    protected StoreConfig config() {
        return config(server);
    }

    static StoreConfig config(EmbeddedStore server) {
        return new StoreConfig(
                server.endpoint(),
                EmbeddedStore.REGION,
                EmbeddedStore.ACCESS_KEY,
                EmbeddedStore.SECRET_KEY,
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                64);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "photos/../cat & dog 100%+ 猫😀.jpg",
                "../outside.jpg",
                "a/./b/../../c.jpg",
                "double//slash///cat.jpg",
                "/leading.jpg",
                "trailing/",
                "/",
                "..",
                ".s3proxy-versions/x",
                ".mpus-x",
                "%2E%2E/%2e%2e.jpg",
            })
    void keysThatFileSystemsFearAreKeys(String key) throws Exception {
        assertComesBack(key);
    }

    @Test
    void segmentsMayBeAsLongAsKeys() throws Exception {
        assertComesBack("猫".repeat(340));
        assertComesBack("x".repeat(1020) + "/yz");
    }

    @Test
    void aKeyMayBeTheFolderOfAnother() throws Exception {
        assertComesBack("both");
        assertComesBack("both/and");
        assertComesBack("both/and/more");
        assertThat(get(ObjectRef.of(BUCKET, "both"))).isEqualTo("both");
    }

    @Test
    void aKeyThatClimbsAboveTheBucketIsRefused() throws InterruptedException {
        assertThat(failure(put(ObjectRef.of(BUCKET, "../../etc/passwd"), "x"))).isInstanceOf(Failure.Refused.class);
    }

    @Test
    void namesOnDiskArePlainAscii() throws Exception {
        assertComesBack("写真/é.jpg");
        try (var files = Files.walk(folder)) {
            assertThat(files).allMatch(file -> file.getFileName().toString().matches("[ -~]+"));
        }
    }

    @Test
    void listsKeysByPrefixAndFolder() throws Exception {
        server.createBucket("listed");
        List<String> keys = List.of("a", "a!", "a/b", "a/b/c", "b//d", "b/猫", "b/😀", "z.jpg");
        for (String key : keys) put(ObjectRef.of("listed", key), "x").orThrow();
        assertThat(list("listed", "", true)).containsExactlyElementsOf(keys);
        assertThat(list("listed", "", false)).containsExactlyInAnyOrder("a", "a!", "a/", "b/", "z.jpg");
        assertThat(list("listed", "b/", false)).containsExactlyInAnyOrder("b//", "b/猫", "b/😀");
        assertThat(list("listed", "a/b", true)).containsExactly("a/b", "a/b/c");
        client.removeObject(
                RemoveObjectArgs.builder().bucket("listed").object("a").build());
        assertThat(list("listed", "a", true)).containsExactly("a!", "a/b", "a/b/c");
    }

    @Test
    void aRelativeFolderIsListedToo() throws Exception {
        Path here = Path.of("").toAbsolutePath();
        EmbeddedStore relative = EmbeddedStore.start(here.relativize(folder.resolve("relative")), 0);
        try (MinioStore store = new MinioStore(config(relative))) {
            relative.createBucket(BUCKET);
            store.put(ObjectRef.of(BUCKET, "a/b.jpg"), "image/jpeg", Blob.of(new byte[1]))
                    .orThrow();
            assertThat(store.list(BUCKET, "", Optional.empty()).orThrow().keys())
                    .containsExactly("a/b.jpg");
        } finally {
            relative.close();
        }
    }

    @Test
    void partsMakeOneObjectWithItsMediaType() throws Exception {
        byte[] bytes = new byte[11 << 20];
        String key = "長".repeat(60) + "/parts.png";
        client.putObject(PutObjectArgs.builder().bucket(BUCKET).object(key).stream(
                        new ByteArrayInputStream(bytes), (long) bytes.length, 5L << 20)
                .contentType("image/png")
                .build());
        var stat = client.statObject(
                StatObjectArgs.builder().bucket(BUCKET).object(key).build());
        assertThat(stat.size()).isEqualTo(bytes.length);
        assertThat(stat.contentType()).isEqualTo("image/png");
        assertThat(list(BUCKET, "長", true)).containsExactly(key);
    }

    @Test
    void theMediaTypeIsKept() throws Exception {
        put(ObjectRef.of(BUCKET, "typed"), "x").orThrow();
        assertThat(client.statObject(StatObjectArgs.builder()
                                .bucket(BUCKET)
                                .object("typed")
                                .build())
                        .contentType())
                .isEqualTo("image/jpeg");
    }

    @Test
    void strangersAreNotServed() throws Exception {
        put(ObjectRef.of(BUCKET, "private"), "x").orThrow();
        var request = HttpRequest.newBuilder(URI.create(server.endpoint() + "/" + BUCKET + "/private"))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(http.send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    /** In pages of 2, so that paging is tried too. */
    private static List<String> list(String bucket, String prefix, boolean recursive) throws Exception {
        List<String> keys = new ArrayList<>();
        for (Result<Item> item : client.listObjects(ListObjectsArgs.builder()
                .bucket(bucket)
                .prefix(prefix)
                .recursive(recursive)
                .maxKeys(2)
                .build())) {
            keys.add(item.get().objectName());
        }
        return keys;
    }
}
