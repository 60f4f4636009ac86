package io.kirinuki.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.Blob;
import io.kirinuki.image.ByteSize;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.store.ObjectStore.OpenObject;
import io.kirinuki.store.ObjectStore.Page;
import io.kirinuki.store.StoreConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link ObjectStore} promises, against a real server; one subclass per server. */
abstract class ObjectStoreContract {
    protected static final String BUCKET = "contract";

    private ObjectStore store;

    /** How to reach the server; a bucket {@link #BUCKET} is there. */
    protected abstract StoreConfig config();

    @BeforeEach
    void connect() {
        store = new MinioStore(config());
    }

    @AfterEach
    void disconnect() {
        store.close();
    }

    @Test
    void anObjectComesBackAsItWasPut() throws Exception {
        ObjectRef cat = ObjectRef.of(BUCKET, "photos/cat.jpg");
        assertThat(put(cat, "meow")).isEqualTo(Outcome.done(cat));
        try (OpenObject open = store.open(cat).orThrow()) {
            assertThat(open.size()).isEqualTo(new ByteSize(4));
            assertThat(open.etag()).isNotEmpty().doesNotContain("\"");
            assertThat(open.versionId()).isEmpty();
            assertThat(text(open)).isEqualTo("meow");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "with spaces and + and 100%.jpg",
                "not%20decoded%2F.jpg",
                "写真/猫の写真.jpg",
                "emoji/😀👩‍👩‍👧.jpg",
                "a?b#c&d=e;f:g,h@i!j$k'l(m)n*o[p]q~r.jpg",
                "back\\slash \"quoted\" <tag> |pipe|.jpg",
                "@ts/fingerprint/photos/cat.jpg@etag/mask.png",
                "café é vs café é.jpg",
            })
    void keysAreTakenLiterally(String key) throws Exception {
        assertComesBack(key);
    }

    @Test
    void puttingAgainReplaces() throws Exception {
        ObjectRef cat = ObjectRef.of(BUCKET, "replaced.jpg");
        put(cat, "first, and longer").orThrow();
        String before = etag(cat);
        put(cat, "second").orThrow();
        assertThat(get(cat)).isEqualTo("second");
        assertThat(etag(cat)).isNotEqualTo(before);
        put(cat, "second").orThrow();
        assertThat(get(cat)).isEqualTo("second");
    }

    @Test
    void anObjectIsDescribedAsItIsOpened() throws Exception {
        for (String key : List.of("described.jpg", "写真/a+b %20?.jpg")) {
            ObjectRef cat = ObjectRef.of(BUCKET, key);
            put(cat, "meow").orThrow();
            try (OpenObject open = store.open(cat).orThrow()) {
                var description = new ObjectStore.Description(open.size(), open.etag(), open.versionId());
                assertThat(store.describe(cat)).isEqualTo(Outcome.done(description));
            }
        }
        ObjectRef missing = ObjectRef.of(BUCKET, "never/described.jpg");
        assertThat(store.describe(missing)).isEqualTo(Outcome.failed(new Failure.NotFound(missing)));
        assertThat(failure(store.describe(ObjectRef.of("Upper", "cat.jpg")))).isInstanceOf(Failure.Refused.class);
    }

    @Test
    void whatIsPutIfAbsentReplacesNothing() throws Exception {
        ObjectRef cat = ObjectRef.of(BUCKET, "写真/once %20+.jpg");
        assertThat(store.putIfAbsent(cat, "image/jpeg", blob("first"))).isEqualTo(Outcome.done(Optional.of(cat)));
        assertThat(store.putIfAbsent(cat, "image/jpeg", blob("second"))).isEqualTo(Outcome.done(Optional.empty()));
        assertThat(get(cat)).isEqualTo("first");
        ObjectRef nowhere = ObjectRef.of("never-made", "cat.jpg");
        assertThat(store.putIfAbsent(nowhere, "image/jpeg", blob("meow")))
                .isEqualTo(Outcome.failed(new Failure.BucketNotFound("never-made")));
    }

    @Test
    void ofManyWhoPutIfAbsentOneDoes() throws Exception {
        ObjectRef cat = ObjectRef.of(BUCKET, "raced.jpg");
        List<Future<Boolean>> stored = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 16; i++) {
                String text = "by " + i;
                stored.add(threads.submit(() -> store.putIfAbsent(cat, "image/jpeg", blob(text))
                        .orThrow()
                        .isPresent()));
            }
            int winners = 0;
            for (Future<Boolean> one : stored) if (one.get()) winners++;
            assertThat(winners).isEqualTo(1);
        }
    }

    @Test
    void anEmptyObjectIsAnObject() throws Exception {
        ObjectRef empty = ObjectRef.of(BUCKET, "empty.jpg");
        put(empty, "").orThrow();
        try (OpenObject open = store.open(empty).orThrow()) {
            assertThat(open.size()).isEqualTo(new ByteSize(0));
            assertThat(open.read().orThrow()).isEmpty();
        }
    }

    @Test
    void aLargeObjectInPiecesIsPutWholeWithOneEtag() throws Exception {
        byte[] bytes = new byte[20 << 20];
        new Random(7).nextBytes(bytes);
        Blob.Writer writer = new Blob.Writer();
        for (int from = 0; from < bytes.length; from += 1 << 20) writer.write(bytes, from, 1 << 20);
        Blob blob = writer.toBlob();
        ObjectRef large = ObjectRef.of(BUCKET, "large.bin");
        store.put(large, "application/octet-stream", blob).orThrow();
        try (OpenObject open = store.open(large).orThrow()) {
            assertThat(open.etag()).as("an etag with a dash is that of parts").doesNotContain("-");
            assertThat(Blob.of(open.read().orThrow()).sha256()).isEqualTo(blob.sha256());
        }
    }

    @Test
    void closingAnUnreadBodyHarmsNobody() throws Exception {
        ObjectRef cat = ObjectRef.of(BUCKET, "unread.jpg");
        put(cat, "x".repeat(1 << 20)).orThrow();
        for (int i = 0; i < 100; i++) store.open(cat).orThrow().close();
        assertThat(get(cat)).hasSize(1 << 20);
    }

    @Test
    void whatIsMissingIsNamed() throws Exception {
        ObjectRef key = ObjectRef.of(BUCKET, "never/put.jpg");
        assertThat(store.open(key)).isEqualTo(Outcome.failed(new Failure.NotFound(key)));
        ObjectRef bucket = ObjectRef.of("never-made", "cat.jpg");
        assertThat(store.open(bucket)).isEqualTo(Outcome.failed(new Failure.BucketNotFound("never-made")));
        assertThat(put(bucket, "meow")).isEqualTo(Outcome.failed(new Failure.BucketNotFound("never-made")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upper", "a", "under_score", "192.168.0.1", "a..b", "猫猫猫", "slash/slash"})
    void anImpossibleBucketIsRefused(String bucket) throws InterruptedException {
        ObjectRef cat = ObjectRef.of(bucket, "cat.jpg");
        assertThat(failure(store.open(cat))).isInstanceOf(Failure.Refused.class);
        assertThat(failure(put(cat, "meow"))).isInstanceOf(Failure.Refused.class);
    }

    @Test
    void aBucketIsThereOrNot() throws Exception {
        assertThat(store.bucketExists(BUCKET)).isEqualTo(Outcome.done(true));
        assertThat(store.bucketExists("no-such-bucket")).isEqualTo(Outcome.done(false));
        assertThat(store.bucketExists("No Bucket")).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void keysAreListedByPrefixInTheOrderOfTheirBytes() throws Exception {
        // None is the folder of another: MinIO does not list what lies below an object.
        List<String> keys = List.of(
                "listed/a b+c%20&<x>.jpg",
                "listed/a.jpg", "listed/a/b", "listed/b", "listed/\u00e9", "listed/猫", "listed/😀");
        for (String key : keys.reversed()) put(ObjectRef.of(BUCKET, key), "x").orThrow();
        put(ObjectRef.of(BUCKET, "listed.jpg"), "x").orThrow();
        put(ObjectRef.of(BUCKET, "lister/a"), "x").orThrow();
        assertThat(store.list(BUCKET, "listed/", Optional.empty()).map(ObjectStoreContract::timeless))
                .isEqualTo(Outcome.done(new Page(keys, Optional.empty())));
        assertThat(store.list(BUCKET, "listed/", Optional.of("listed/a/b")).map(ObjectStoreContract::timeless))
                .isEqualTo(Outcome.done(new Page(keys.subList(3, keys.size()), Optional.empty())));
        assertThat(store.list(BUCKET, "listed/none", Optional.empty()))
                .isEqualTo(Outcome.done(new Page(List.of(), Optional.empty())));
        assertThat(store.list("never-made", "", Optional.empty()))
                .isEqualTo(Outcome.failed(new Failure.BucketNotFound("never-made")));
    }

    /** Whether a store tells when they were written is left to it. */
    private static Page timeless(Page page) {
        return new Page(page.keys(), page.next());
    }

    @Test
    void aLongListComesInPages() throws Exception {
        int count = 1005;
        List<Future<ObjectRef>> puts = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                ObjectRef object = ObjectRef.of(BUCKET, "pages/%04d".formatted(i));
                puts.add(threads.submit(() -> put(object, "x").orThrow()));
            }
        }
        for (Future<ObjectRef> put : puts) put.get();
        Page first = store.list(BUCKET, "pages/", Optional.empty()).orThrow();
        assertThat(first.next()).contains(first.keys().getLast());
        Page second = store.list(BUCKET, "pages/", first.next()).orThrow();
        assertThat(second.next()).isEmpty();
        List<String> all = new ArrayList<>(first.keys());
        all.addAll(second.keys());
        assertThat(all).hasSize(count).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aWrongSecretIsForbidden() throws Exception {
        ObjectRef cat = ObjectRef.of(BUCKET, "secret.jpg");
        put(cat, "meow").orThrow();
        try (ObjectStore stranger = new MinioStore(config("wrong-secret", 4))) {
            assertThat(failure(stranger.open(cat))).isEqualTo(new Failure.Forbidden(cat, "SignatureDoesNotMatch"));
            assertThat(failure(stranger.put(cat, "image/jpeg", blob("woof")))).isInstanceOf(Failure.Forbidden.class);
        }
        assertThat(get(cat)).isEqualTo("meow");
    }

    @Test
    void manyMayReadAndWriteAtOnce() throws Exception {
        List<Future<String>> texts = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 64; i++) {
                ObjectRef object = ObjectRef.of(BUCKET, "parallel/" + i);
                String text = i + "-".repeat(200_000);
                texts.add(threads.submit(() -> {
                    put(object, text).orThrow();
                    return get(object);
                }));
            }
            for (int i = 0; i < texts.size(); i++)
                assertThat(texts.get(i).get()).startsWith(i + "-").hasSizeGreaterThan(200_000);
        }
    }

    @Test
    void fewerConnectionsThanCallersIsOnlySlower() throws Exception {
        ObjectRef cat = ObjectRef.of(BUCKET, "narrow.jpg");
        put(cat, "meow").orThrow();
        try (ObjectStore narrow = new MinioStore(config(config().secretKey(), 2));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> texts = new ArrayList<>();
            for (int i = 0; i < 20; i++)
                texts.add(threads.submit(() -> {
                    try (OpenObject open = narrow.open(cat).orThrow()) {
                        return text(open);
                    }
                }));
            for (Future<String> text : texts) assertThat(text.get()).isEqualTo("meow");
        }
    }

    protected final void assertComesBack(String key) throws Exception {
        ObjectRef object = ObjectRef.of(BUCKET, key);
        put(object, key).orThrow();
        assertThat(get(object)).isEqualTo(key);
    }

    protected final Outcome<ObjectRef> put(ObjectRef target, String text) throws InterruptedException {
        return store.put(target, "image/jpeg", blob(text));
    }

    protected final String get(ObjectRef object) throws Exception {
        try (OpenObject open = store.open(object).orThrow()) {
            return text(open);
        }
    }

    protected static Failure failure(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Failed<?>(Failure failure) -> failure;
            case Outcome.Done<?>(Object value) -> throw new AssertionError("succeeded with " + value);
        };
    }

    private String etag(ObjectRef object) throws Exception {
        try (OpenObject open = store.open(object).orThrow()) {
            return open.etag();
        }
    }

    private StoreConfig config(String secretKey, int connections) {
        StoreConfig as = config();
        return new StoreConfig(
                as.endpoint(),
                as.region(),
                as.accessKey(),
                secretKey,
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                connections);
    }

    private static String text(OpenObject open) throws Exception {
        return new String(open.read().orThrow(), StandardCharsets.UTF_8);
    }

    private static Blob blob(String text) {
        return Blob.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
