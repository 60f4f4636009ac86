package io.kirinuki.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.Blob;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore.OpenObject;
import io.kirinuki.store.ScriptedStore.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Images over a store in trouble of many shapes, tried again as the ledger does: no innocent uses up its attempts, and
 * what is really broken does. The clock is ours, the dice are seeded.
 */
class OutageShapesTest {
    private static final int MOST_ATTEMPTS = 10;
    private static final Duration BEGIN = Duration.ofMinutes(5);
    private static final Duration TROUBLE = Duration.ofMinutes(10);
    private static final Duration END = BEGIN.plus(TROUBLE).plusMinutes(20);
    private static final int SMALL = 40_000;
    private static final int LARGE = 9_000_000;
    private static final Blob SMALL_ARTIFACT = Blob.of(new byte[1_000]);
    private static final Blob LARGE_ARTIFACT = Blob.of(new byte[2 << 20]);

    private final ScriptedStore inner = new ScriptedStore();
    private Instant now = Instant.EPOCH;
    private final BreakerStore store = new BreakerStore(inner, () -> now, wait -> {});
    private final Random dice = new Random(11);
    private final Map<Integer, Integer> attempts = new HashMap<>();
    private int answered;
    private int buried;

    private record Image(int number, long length, Instant when) {
        Image at(Instant then) {
            return new Image(number, length, then);
        }

        ObjectRef source() {
            return ObjectRef.of("photos", "photo " + number + "-" + length);
        }

        ObjectRef artifact(String name) {
            return ObjectRef.of("cutouts", "photo %d/%s".formatted(number, name));
        }
    }

    private boolean inTrouble() {
        return now.isAfter(Instant.EPOCH.plus(BEGIN))
                && now.isBefore(Instant.EPOCH.plus(BEGIN).plus(TROUBLE));
    }

    private void trouble(ScriptedStore.Script script) {
        inner.script = (kind, object, length) -> inTrouble() ? script.failure(kind, object, length) : Optional.empty();
    }

    private static Optional<Failure> down(boolean so) {
        return so ? Optional.of(ScriptedStore.DOWN) : Optional.empty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {2, 5, 30})
    void sixOfTenCallsFail(double second) throws Exception {
        trouble((kind, object, length) -> down(dice.nextDouble() < 0.6));
        assertNobodyIsBuried(images(second, 10));
    }

    @ParameterizedTest
    @ValueSource(doubles = {2, 5, 30})
    void allCallsFail(double second) throws Exception {
        trouble((kind, object, length) -> down(true));
        assertNobodyIsBuried(images(second, 10));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 5, 30})
    void onlyLargeBodiesAreCutAndFewAreLarge(double second) throws Exception {
        trouble((kind, object, length) -> down(kind == Kind.BODY && length > 1 << 20));
        assertNobodyIsBuried(images(second, 10));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 5, 30})
    void onlyLargeArtifactsAreRefused(double second) throws Exception {
        trouble((kind, object, length) -> down(kind == Kind.PUT && length > 1 << 20));
        assertNobodyIsBuried(images(second, 10));
    }

    @ParameterizedTest
    @ValueSource(doubles = {2, 5, 30})
    void readsFailAndWhoAsksOnlyForHeadersSeesNothing(double second) throws Exception {
        trouble((kind, object, length) -> down(kind == Kind.OPEN));
        assertNobodyIsBuried(images(second, 10));
    }

    @ParameterizedTest
    @ValueSource(doubles = {2, 5, 30})
    void writesFail(double second) throws Exception {
        trouble((kind, object, length) -> down(kind == Kind.PUT));
        assertNobodyIsBuried(images(second, 10));
    }

    @ParameterizedTest
    @ValueSource(doubles = {2, 5, 30})
    void itComesAndGoes(double second) throws Exception {
        trouble((kind, object, length) -> down(now.getEpochSecond() / 7 % 2 == 0));
        assertNobodyIsBuried(images(second, 10));
    }

    @ParameterizedTest
    @ValueSource(doubles = {2, 5, 30})
    void credentialsAreWrong(double second) throws Exception {
        trouble((kind, object, length) -> Optional.of(new Failure.Forbidden(object, "AccessDenied")));
        assertNobodyIsBuried(images(second, 10));
    }

    @ParameterizedTest
    @ValueSource(doubles = {2, 5, 30})
    void theStoreIsThrottled(double second) throws Exception {
        trouble((kind, object, length) ->
                dice.nextDouble() < 0.9 ? Optional.of(new Failure.Throttled("store", "SlowDown")) : Optional.empty());
        assertNobodyIsBuried(images(second, 10));
    }

    /** One in fifty objects is lost for good: each ends, and nobody with it. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 5})
    void whatIsBrokenForGoodIsBuriedAndNothingElse(double second) throws Exception {
        inner.script = (kind, object, length) -> down(kind != Kind.ASK
                && object.bucket().equals("photos")
                && object.key().matches("photo \\d*50-.*"));
        List<Image> images = images(second, 10);
        run(images);
        assertThat(buried)
                .isEqualTo((int) images.stream()
                        .filter(image -> image.number() % 100 == 50)
                        .count())
                .isPositive();
        assertThat(answered + buried).isEqualTo(images.size());
    }

    /** One every so many seconds, from some minutes before the trouble to a minute after it; of so many one is large. */
    private static List<Image> images(double second, int large) {
        int count = (int) (BEGIN.plus(TROUBLE).plusMinutes(1).toSeconds() / second);
        return IntStream.range(0, count)
                .mapToObj(i -> new Image(i, i % large == large - 1 ? LARGE : SMALL, Instant.EPOCH.plusMillis((long)
                        (i * second * 1000))))
                .toList();
    }

    private void assertNobodyIsBuried(List<Image> images) throws Exception {
        run(images);
        assertThat(buried).isZero();
        assertThat(answered).isEqualTo(images.size());
    }

    private void run(List<Image> images) throws Exception {
        PriorityQueue<Image> due =
                new PriorityQueue<>(Comparator.comparing(Image::when).thenComparingInt(Image::number));
        due.addAll(images);
        for (int step = 1; !due.isEmpty(); step++) {
            Image image = due.poll();
            now = image.when().plusNanos(step % 1_000);
            if (now.isAfter(Instant.EPOCH.plus(END))) return;
            switch (journey(image)) {
                case Outcome.Done<?> done -> answered++;
                case Outcome.Failed<?>(Failure.StoreOutage outage) -> due.add(image.at(now.plusSeconds(1)));
                case Outcome.Failed<?>(Failure.Transient failure) -> {
                    int attempt = attempts.merge(image.number(), 1, Integer::sum);
                    if (attempt == MOST_ATTEMPTS) buried++;
                    else due.add(image.at(now.plusMillis(Math.min(30_000, 200L << (attempt - 1)))));
                }
                case Outcome.Failed<?> permanent -> buried++;
            }
        }
    }

    private Outcome<?> journey(Image image) throws Exception {
        return Outcome.of(() -> {
            store.describe(image.source()).orThrow();
            try (OpenObject open = store.open(image.source()).orThrow()) {
                open.read().orThrow();
            }
            Blob artifact = image.length() == LARGE ? LARGE_ARTIFACT : SMALL_ARTIFACT;
            store.put(image.artifact("mask.png"), "image/png", Blob.of(new byte[500]))
                    .orThrow();
            store.put(image.artifact("cutout.png"), "image/png", artifact).orThrow();
            return store.putIfAbsent(image.artifact("result.json"), "application/json", Blob.of(new byte[100]))
                    .orThrow();
        });
    }
}
