package io.kirinuki.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.Blob;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.pipeline.Removals.Removed;
import io.kirinuki.reach.Place;
import io.kirinuki.reach.Reach;
import io.kirinuki.schema.ImageRemoval;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RemovalsTest {
    private static final ObjectRef SHOE = ObjectRef.of("photos", "in/shoe.jpg");
    private static final String ONE = "cutout-0123456789abcdef";
    private static final String OTHER = "mask-fedcba9876543210";

    private final ShelfStore store = new ShelfStore();
    private final Removals removals =
            new Removals(store, Reach.into(Place.folder("made", "kirinuki")), Duration.ofHours(1));

    @AfterEach
    void close() {
        removals.close();
    }

    private void put(String key, byte[] content) {
        store.objects.put(ObjectRef.of("made", key), Blob.of(content));
    }

    private void put(String key) {
        put(key, "any".getBytes(UTF_8));
    }

    /** A folder with its sidecar, which names as many of its artifacts. */
    private void run(String folder, ObjectRef of, String... artifacts) {
        for (String artifact : artifacts) put(folder + artifact);
        var source = new ImageResult.Source(
                of.bucket(), of.key(), Optional.empty(), "etag", 1, "image/png", 1, 1, 1, Optional.empty());
        List<ImageResult.Artifact> all = Arrays.stream(artifacts)
                .map(name -> new ImageResult.Artifact("r", "image/png", "made", folder + name, 1, "0".repeat(64), 1, 1))
                .toList();
        var sidecar = Sidecar.of(
                source,
                "v",
                "cutout",
                "0123456789abcdef",
                all,
                new ImageResult.Measures(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of()),
                List.of(),
                ImageResult.Timings.NONE,
                ImageResult.Cost.NONE,
                Optional.empty(),
                "0123456789abcdef");
        put(folder + Sidecar.NAME, Json.MAPPER.writeValueAsBytes(sidecar));
    }

    private static String folder(String run, ObjectRef of, String version) {
        return "kirinuki/%s/%s/%s@%s/".formatted(run, of.bucket(), of.key(), version);
    }

    private Outcome<Removed> removal(ObjectRef image, ImageRequest.Output output)
            throws InterruptedException, ExecutionException, TimeoutException {
        return removals.submit(image, List.of(output)).get(10, SECONDS);
    }

    private Removed removed(ObjectRef image) throws Exception {
        return removal(image, ImageRequest.Output.DEFAULT).orThrow();
    }

    private List<String> left() {
        return store.objects.keySet().stream()
                .filter(object -> object.bucket().equals("made"))
                .map(ObjectRef::key)
                .sorted()
                .toList();
    }

    @Test
    void everyFingerprintAndVersionOfTheImageGoesAndNothingElse() throws Exception {
        run(folder(ONE, SHOE, "v1"), SHOE, "cutout.png");
        run(folder(ONE, SHOE, "v2"), SHOE, "cutout.png", "mask.png");
        run(folder(OTHER, SHOE, "v1"), SHOE, "mask.png");
        ObjectRef hat = ObjectRef.of("photos", "in/hat.jpg");
        ObjectRef elsewhere = ObjectRef.of("photos-2", "in/shoe.jpg");
        ObjectRef longer = ObjectRef.of("photos", "in/shoe.jpg@v1/back.jpg");
        run(folder(ONE, hat, "v1"), hat, "cutout.png");
        run(folder(ONE, elsewhere, "v1"), elsewhere, "cutout.png");
        run(folder(ONE, longer, "v1"), longer, "cutout.png");
        put(folder(ONE, SHOE, "v1") + "notes.txt");
        put(folder(ONE, SHOE, "v2") + "Somebody.png");
        put("other/" + folder(ONE, SHOE, "v1") + "cutout.png");
        put("kirinuki/reports/photos/in/shoe.jpg@v1/cutout.png");
        store.objects.put(ObjectRef.of("photos", folder(ONE, SHOE, "v1") + "cutout.png"), Blob.of(new byte[1]));

        Removed removed = removed(SHOE);

        assertThat(removed.kept()).isEmpty();
        assertThat(removed.runs()).isEqualTo(3);
        assertThat(removed.objects()).isEqualTo(7);
        assertThat(removed.folders())
                .contains("s3://made/" + folder(ONE, SHOE, "v1"))
                .hasSize(3);
        assertThat(left())
                .containsExactlyInAnyOrder(
                        folder(ONE, hat, "v1") + "cutout.png",
                        folder(ONE, hat, "v1") + "result.json",
                        folder(ONE, elsewhere, "v1") + "cutout.png",
                        folder(ONE, elsewhere, "v1") + "result.json",
                        folder(ONE, longer, "v1") + "cutout.png",
                        folder(ONE, longer, "v1") + "result.json",
                        folder(ONE, SHOE, "v1") + "notes.txt",
                        folder(ONE, SHOE, "v2") + "Somebody.png",
                        "other/" + folder(ONE, SHOE, "v1") + "cutout.png",
                        "kirinuki/reports/photos/in/shoe.jpg@v1/cutout.png");
        assertThat(store.deleted)
                .as("sidecars go first")
                .filteredOn(object -> object.key().startsWith(folder(ONE, SHOE, "v2")))
                .first()
                .satisfies(object -> assertThat(object.key()).endsWith(Sidecar.NAME));
        assertThat(removed(SHOE)).as("again").isEqualTo(new Removed(Optional.empty(), 0, 0, List.of()));
    }

    /** As late messages are about: it was put there again. */
    @Test
    void imageThatIsThereKeepsItsArtifacts() throws Exception {
        run(folder(ONE, SHOE, "v1"), SHOE, "cutout.png");
        store.objects.put(SHOE, Blob.of(new byte[1]));
        assertThat(removed(SHOE)).isEqualTo(new Removed(Optional.of(ImageRemoval.PRESENT), 0, 0, List.of()));
        assertThat(store.deleted).isEmpty();
    }

    /** It comes back between the first folder and the second. */
    @Test
    void imageThatComesBackKeepsWhatIsLeft() throws Exception {
        run(folder(ONE, SHOE, "v1"), SHOE, "cutout.png");
        run(folder(OTHER, SHOE, "v1"), SHOE, "mask.png");
        store.beforeOpen = () -> {
            if (!store.deleted.isEmpty()) store.objects.put(SHOE, Blob.of(new byte[1]));
        };
        Removed removed = removed(SHOE);
        assertThat(removed.kept()).contains(ImageRemoval.PRESENT);
        assertThat(removed.runs()).isEqualTo(1);
        assertThat(left())
                .containsExactly(folder(OTHER, SHOE, "v1") + "mask.png", folder(OTHER, SHOE, "v1") + "result.json");
    }

    @Test
    void whatTheStoreDoesNotSayForSureIsKept() throws Exception {
        run(folder(ONE, SHOE, "v1"), SHOE, "cutout.png");
        store.forbidden = "photos";
        assertThat(removed(SHOE)).isEqualTo(new Removed(Optional.of(ImageRemoval.UNKNOWN), 0, 0, List.of()));
        assertThat(store.deleted).isEmpty();
    }

    /** That an object is missing is no proof where its bucket cannot be listed. */
    @Test
    void missingImageOfABucketThatCannotBeListedKeepsItsArtifacts() throws Exception {
        run(folder(ONE, SHOE, "v1"), SHOE, "cutout.png");
        for (Failure failure : List.of(
                new Failure.Forbidden(ObjectRef.of("photos", "*"), "AccessDenied"),
                new Failure.BucketNotFound("photos"))) {
            store.unlisted = Optional.of(failure);
            assertThat(removed(SHOE)).isEqualTo(new Removed(Optional.of(ImageRemoval.UNKNOWN), 0, 0, List.of()));
        }
        assertThat(store.deleted).isEmpty();
    }

    /** Else nothing would be deleted, and the answer said that all was. */
    @Test
    void sidecarThatMayNotBeReadFailsTheRemoval() throws Exception {
        run(folder(ONE, SHOE, "v1"), SHOE, "cutout.png");
        store.sealed = Optional.of(ObjectRef.of("made", folder(ONE, SHOE, "v1") + Sidecar.NAME));
        assertThat(removal(SHOE, ImageRequest.Output.DEFAULT))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.failure()).isInstanceOf(Failure.Forbidden.class));
        assertThat(store.deleted).isEmpty();
    }

    @Test
    void whatIsTooLargeForASidecarIsNotRead() throws Exception {
        run(folder(ONE, SHOE, "v1"), SHOE, "cutout.png");
        ObjectRef sidecar = ObjectRef.of("made", folder(ONE, SHOE, "v1") + Sidecar.NAME);
        String padded =
                " ".repeat(1 << 20) + new String(store.objects.get(sidecar).bytes(), UTF_8);
        store.objects.put(sidecar, Blob.of(padded.getBytes(UTF_8)));
        assertThat(removed(SHOE).objects()).isZero();
        assertThat(store.read).isEmpty();
    }

    /** It writes its sidecar last, which would promise what is gone. */
    @Test
    void whatMayBeOfARunUnderWayIsLeftAndSaid() throws Exception {
        String folder = folder(ONE, SHOE, "v1");
        put(folder + "cutout.png");
        put(folder + "mask.png");
        store.modified.put(
                ObjectRef.of("made", folder + "mask.png"), Instant.now().minusSeconds(60));
        run(folder(OTHER, SHOE, "v1"), SHOE, "mask.png");
        Removed removed = removed(SHOE);
        assertThat(removed.kept()).contains(ImageRemoval.RECENT);
        assertThat(removed.objects()).as("of the run that has ended").isEqualTo(2);
        assertThat(left()).containsExactly(folder + "cutout.png", folder + "mask.png");

        store.modified.put(
                ObjectRef.of("made", folder + "mask.png"), Instant.now().minusSeconds(3601));
        assertThat(removed(SHOE)).isEqualTo(new Removed(Optional.empty(), 1, 2, List.of("s3://made/" + folder)));
    }

    /** A sidecar goes first: what an attempt that was stopped has left has none. */
    @Test
    void whatAnAttemptThatWasStoppedHasLeftGoesToo() throws Exception {
        put(folder(ONE, SHOE, "v1") + "cutout.png");
        put(folder(ONE, SHOE, "v1") + "readme.txt");
        put(folder(OTHER, SHOE, "v1") + "result.json", "{\"format\": 99}".getBytes(UTF_8));
        put(folder(OTHER, SHOE, "v1") + "mask.png");
        assertThat(removed(SHOE).objects()).isEqualTo(1);
        assertThat(left())
                .as("of a later program, and somebody else's")
                .containsExactly(
                        folder(ONE, SHOE, "v1") + "readme.txt",
                        folder(OTHER, SHOE, "v1") + "mask.png",
                        folder(OTHER, SHOE, "v1") + "result.json");
    }

    @Test
    void keysTooLongForAFolderAreFoundByTheirDigest() throws Exception {
        ObjectRef wordy = ObjectRef.of("photos", "w".repeat(900) + ".jpg");
        ArtifactFolder folder = ArtifactFolder.of("made", "kirinuki", "cutout", "0123456789abcdef", wordy, "v1");
        run(folder.path() + "/", wordy, "cutout.png");
        assertThat(folder.path()).doesNotContain("www");
        assertThat(removed(wordy).runs()).isEqualTo(1);
        // Stores refuse to list what no key can begin with.
        ObjectRef longest = ObjectRef.of("photos", "w".repeat(1024));
        assertThat(removal(longest, ImageRequest.Output.DEFAULT)).isInstanceOf(Outcome.Done.class);
        ArtifactFolder digest = ArtifactFolder.of("made", "kirinuki", "cutout", "0123456789abcdef", longest, "v1");
        run(digest.path() + "/", longest, "cutout.png");
        assertThat(removed(longest).runs()).isEqualTo(1);
    }

    @Test
    void placesThatWorkersMayNotWriteToAreRefused() throws Exception {
        ImageRequest.Output output = new ImageRequest.Output(Optional.of("photos"), Optional.empty());
        assertThat(removal(SHOE, output))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.failure()).isInstanceOf(Failure.OutOfReach.class));
    }

    @Test
    void afterCloseNothingIsBegun() throws Exception {
        removals.close();
        assertThat(removal(SHOE, ImageRequest.Output.DEFAULT))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.failure()).isInstanceOf(Failure.Stopping.class));
    }
}
