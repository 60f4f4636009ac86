package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.Blob;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ObjectRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects as files: what other stores promise of them, as far as one process needs it. */
class FolderStoreTest {
    private static final String BUCKET = "contract";

    @TempDir
    private Path folder;

    private FolderStore store;

    @BeforeEach
    void open() throws IOException {
        store = FolderStore.open(folder.resolve("store"));
        store.createBucket(BUCKET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "photos/cat.jpg",
                "写真/../猫 & dog 100%+ 😀.jpg",
                "../../outside.jpg",
                "double//slash///cat.jpg",
                "/leading.jpg",
                "..",
                "@ts/fingerprint/photos/cat.jpg@sha256-00/mask.png",
            })
    void objectsComeBackAsTheyWerePutAlsoToTheNextLife(String key) throws Exception {
        ObjectRef object = ObjectRef.of(BUCKET, key);
        assertThat(put(object, "first, and longer")).isEqualTo(Outcome.done(object));
        put(object, "meow").orThrow();
        assertThat(get(store, object)).isEqualTo("meow");
        assertThat(get(FolderStore.open(folder.resolve("store")), object)).isEqualTo("meow");
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile))
                    .allMatch(file -> file.startsWith(folder.resolve("store/buckets")));
        }
    }

    @Test
    void ofManyWhoPutIfAbsentOneDoes() throws Exception {
        ObjectRef cat = ObjectRef.of(BUCKET, "raced.jpg");
        List<Future<Boolean>> stored = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 16; i++) {
                Blob text = blob("by " + i);
                stored.add(threads.submit(() ->
                        store.putIfAbsent(cat, "image/jpeg", text).orThrow().isPresent()));
            }
        }
        int winners = 0;
        for (Future<Boolean> one : stored) if (one.get()) winners++;
        assertThat(winners).isEqualTo(1);
    }

    @Test
    void whatIsMissingIsNamed() {
        ObjectRef missing = ObjectRef.of(BUCKET, "never/put.jpg");
        assertThat(store.open(missing)).isEqualTo(Outcome.failed(new Failure.NotFound(missing)));
        ObjectRef nowhere = ObjectRef.of("never-made", "cat.jpg");
        assertThat(store.open(nowhere)).isEqualTo(Outcome.failed(new Failure.BucketNotFound("never-made")));
        assertThat(put(nowhere, "x")).isEqualTo(Outcome.failed(new Failure.BucketNotFound("never-made")));
        assertThat(store.bucketExists(BUCKET)).isEqualTo(Outcome.done(true));
        assertThat(store.bucketExists("never-made")).isEqualTo(Outcome.done(false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "a/b", "../contract", "Upper"})
    void noBucketLeadsOutOfTheFolder(String bucket) {
        ObjectRef object = ObjectRef.of(bucket, "x");
        assertThat(put(object, "x")).isInstanceOfSatisfying(Outcome.Failed.class, FolderStoreTest::isRefused);
        assertThat(store.putIfAbsent(object, "image/jpeg", blob("x")))
                .isInstanceOfSatisfying(Outcome.Failed.class, FolderStoreTest::isRefused);
        assertThat(store.open(object)).isInstanceOfSatisfying(Outcome.Failed.class, FolderStoreTest::isRefused);
        assertThat(store.bucketExists(bucket)).isEqualTo(Outcome.done(false));
    }

    private static void isRefused(Outcome.Failed<?> failed) {
        assertThat(failed.failure()).isInstanceOf(Failure.Refused.class);
    }

    @Test
    void aFileIsLentWhereItLiesAndNeverWritten() throws Exception {
        Path file = Files.writeString(folder.resolve("mine.jpg"), "meow");
        ObjectRef object = ObjectRef.of(BUCKET, "mine.jpg");
        store.lend(object, Content.of(file));
        assertThat(get(store, object)).isEqualTo("meow");
        put(object, "woof").orThrow();
        assertThat(file).hasContent("meow");
        assertThat(get(store, object))
                .as("what is lent is the object's content")
                .isEqualTo("meow");
    }

    @Test
    void aFileThatGrowsWhileItIsReadIsTriedAgain() throws Exception {
        Path file = Files.writeString(folder.resolve("growing.jpg"), "me");
        ObjectRef object = ObjectRef.of(BUCKET, "growing.jpg");
        store.lend(object, Content.of(file));
        try (var open = store.open(object).orThrow()) {
            Files.writeString(file, "meow");
            assertThat(open.read())
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.failure()).isInstanceOf(Failure.Unavailable.class));
        }
        assertThat(get(store, object)).isEqualTo("meow");
    }

    @Test
    void whatAFormerLifeDidNotFinishIsGone() throws Exception {
        Files.writeString(folder.resolve("store/unfinished/7"), "half");
        FolderStore.open(folder.resolve("store")).close();
        assertThat(folder.resolve("store/unfinished")).isEmptyDirectory();
    }

    @Test
    void versionsAreNamedByContentAlone() throws Exception {
        ObjectRef object = ObjectRef.of(BUCKET, "cat.jpg");
        put(object, "meow").orThrow();
        assertThat(store.describe(object).orThrow().version()).isEqualTo(Optional.empty());
    }

    private Outcome<ObjectRef> put(ObjectRef target, String text) {
        return store.put(target, "image/jpeg", blob(text));
    }

    private static String get(FolderStore store, ObjectRef object) throws Exception {
        try (var open = store.open(object).orThrow()) {
            return new String(open.read().orThrow(), UTF_8);
        }
    }

    private static Blob blob(String text) {
        return Blob.of(text.getBytes(UTF_8));
    }
}
