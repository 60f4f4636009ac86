package io.kirinuki.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.image.Blob;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore.OpenObject;
import io.kirinuki.store.ScriptedStore.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BreakerStoreTest {
    private static final Failure DOWN = ScriptedStore.DOWN;
    private static final ObjectRef CAT = ObjectRef.of("photos", "cat");
    private static final Blob PIXEL = Blob.of(new byte[1]);

    private final ScriptedStore inner = new ScriptedStore();
    private final List<Duration> pauses = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private final BreakerStore store = new BreakerStore(inner, () -> now, pauses::add);

    private static ObjectRef photo(int number) {
        return ObjectRef.of("photos", "photo %d of ".formatted(number));
    }

    private static ObjectRef mask(int number) {
        return ObjectRef.of("cutouts", "photo %d/mask.png".formatted(number));
    }

    @Test
    void whoFailsAloneAmongOthersIsToBlameHoweverOftenItIsAsked() throws Exception {
        inner.script = (kind, object, length) -> object.equals(CAT) ? Optional.of(DOWN) : Optional.empty();
        read(CAT); // nobody else has been asked since: the bucket is, and is there
        for (int i = 0; i < 50; i++) {
            read(photo(i)).orThrow();
            assertThat(failure(read(CAT))).isEqualTo(DOWN);
        }
        assertThat(store.outage()).isFalse();
        assertThat(store.troubles()).isEmpty();
    }

    @Test
    void whoFailsAloneWhereNobodyElseIsAskedIsToBlameWhileTheStoreGivesWhatItGave() throws Exception {
        read(photo(1)).orThrow();
        inner.script = (kind, object, length) -> object.equals(CAT) ? Optional.of(DOWN) : Optional.empty();
        for (int i = 0; i < 50; i++) assertThat(failure(read(CAT))).isEqualTo(DOWN);
        assertThat(store.outage()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"ASK", "OPEN", "BODY"})
    void whoFailsAloneWhereNobodyElseIsAskedIsNotToBlameIfWhatWasGivenIsNotGivenAnyMore(Kind broken) throws Exception {
        read(photo(1)).orThrow();
        inner.script = (kind, object, length) -> kind == broken ? Optional.of(DOWN) : Optional.empty();
        for (int i = 0; i < 50; i++) assertOutage(broken == Kind.ASK ? store.describe(CAT) : read(CAT));
    }

    @Test
    void whatWasReadOnceIsNotToBlameForBeingUnreadableNow() throws Exception {
        read(CAT).orThrow();
        inner.script = (kind, object, length) -> kind == Kind.BODY ? Optional.of(DOWN) : Optional.empty();
        for (int i = 0; i < 50; i++) assertOutage(read(CAT));
    }

    @Test
    void aStoreThatIsGoneIsAnOutageFromTheFirstCallAndIsNotAskedAllTheTime() throws Exception {
        inner.script = (kind, object, length) -> Optional.of(DOWN);
        for (int i = 0; i < 10; i++) assertOutage(read(photo(i)));
        assertThat(store.outage()).isTrue();
        int asked = inner.calls;
        assertOutage(read(CAT));
        assertOutage(store.describe(CAT));
        assertThat(inner.calls).as("no call while resting").isEqualTo(asked);
        assertThat(store.troubles()).singleElement().asString().contains("reads of bucket photos: down", "refused");
    }

    @Test
    void writesThatAreRefusedStopNoReads() throws Exception {
        inner.script = (kind, object, length) -> kind == Kind.PUT ? Optional.of(DOWN) : Optional.empty();
        for (int i = 0; i < 100; i++) {
            read(photo(i)).orThrow();
            assertOutage(put(mask(i)));
        }
        assertThat(inner.calls).as("most puts were not tried").isLessThan(100 * 2 + 30);
        assertThat(store.troubles()).singleElement().asString().startsWith("writes to bucket cutouts: down");
        assertThat(failure(put(mask(1))).message()).contains("writes to bucket cutouts", "connection refused");
    }

    @Test
    void oneBucketStopsNoOther() throws Exception {
        inner.script =
                (kind, object, length) -> object.bucket().equals("photos") ? Optional.of(DOWN) : Optional.empty();
        for (int i = 0; i < 100; i++) {
            assertOutage(read(photo(i)));
            read(ObjectRef.of("others", "photo %d of ".formatted(i))).orThrow();
            put(mask(i)).orThrow();
        }
        assertThat(store.troubles()).singleElement().asString().startsWith("reads of bucket photos: down");
    }

    @Test
    void answersWhateverTheySayAreHealth() throws Exception {
        for (Failure answer : new Failure[] {
            new Failure.NotFound(CAT), new Failure.BucketNotFound("photos"), new Failure.Refused(CAT, "no such name")
        }) {
            inner.script = (kind, object, length) -> Optional.of(answer);
            for (int i = 0; i < 30; i++) assertThat(failure(read(CAT))).isEqualTo(answer);
        }
        assertThat(store.outage()).isFalse();
    }

    @Test
    void probesAfterARestAndClosesWhenTheyAreAnswered() throws Exception {
        goDown();
        now = now.plusSeconds(3);
        inner.script = ScriptedStore.HEALTH;
        store.describe(CAT).orThrow();
        assertThat(store.outage()).as("one probe is not yet enough").isTrue();
        store.describe(CAT).orThrow();
        assertThat(store.outage()).isFalse();
    }

    @Test
    void restsAgainWhenProbesFailAndTheyCostNoAttempt() throws Exception {
        goDown();
        now = now.plusSeconds(3);
        assertOutage(read(photo(1)));
        assertOutage(read(photo(2)));
        int asked = inner.calls;
        assertOutage(read(photo(3)));
        assertThat(inner.calls).isEqualTo(asked);
    }

    @Test
    void anInterruptedProbeGivesItsPlaceBack() throws Exception {
        goDown();
        now = now.plusSeconds(3);
        inner.interrupted = true;
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> store.open(CAT)).isInstanceOf(InterruptedException.class);
        }
        inner.interrupted = false;
        inner.script = ScriptedStore.HEALTH;
        for (int i = 0; i < 2; i++) store.describe(CAT).orThrow();
        assertThat(store.outage()).isFalse();
    }

    @Test
    void aBucketThatNobodyWantsAnyMoreIsNoOutage() throws Exception {
        goDown();
        now = now.plus(Duration.ofMinutes(2));
        assertThat(store.outage()).isFalse();
        assertThat(store.troubles()).isEmpty();
    }

    @Test
    void bodiesThatBreakOffAreAnOutageThoughHeadersCome() throws Exception {
        for (int i = 0; i < 20; i++) read(photo(i)).orThrow();
        inner.script = (kind, object, length) -> kind == Kind.BODY ? Optional.of(DOWN) : Optional.empty();
        int charged = 0;
        for (int i = 0; i < 40; i++) {
            store.describe(photo(i));
            if (!isOutage(read(photo(100 + i)))) charged++;
        }
        assertThat(charged).isZero();
        assertThat(store.outage()).isTrue();
    }

    @Test
    void aThrottledBucketIsAskedAgainMoreSlowlyAndStopsNoOther() throws Exception {
        Failure slowDown = new Failure.Throttled("the object store", "SlowDown, reduce your request rate");
        inner.script =
                (kind, object, length) -> object.bucket().equals("photos") ? Optional.of(slowDown) : Optional.empty();
        for (int i = 0; i < 100; i++) {
            assertOutage(read(photo(i)));
            put(mask(i)).orThrow();
        }
        assertThat(pauses).hasSize(300).allMatch(Duration::isPositive);
        assertThat(store.outage()).as("it answers").isFalse();
        assertThat(store.troubles())
                .singleElement()
                .asString()
                .contains("reads of bucket photos: in trouble", "SlowDown");
        inner.script = ScriptedStore.HEALTH;
        read(CAT).orThrow();
    }

    @Test
    void aCallThatIsThrottledOnceIsMadeAgain() throws Exception {
        Failure slowDown = new Failure.Throttled("the object store", "HTTP 429");
        inner.script = (kind, object, length) -> inner.calls % 2 == 1 ? Optional.of(slowDown) : Optional.empty();
        put(mask(1)).orThrow();
        assertThat(pauses).hasSize(1);
    }

    @Test
    void oneForbiddenObjectIsForbidden() throws Exception {
        Failure forbidden = new Failure.Forbidden(CAT, "AccessDenied");
        read(photo(1)).orThrow();
        inner.script = (kind, object, length) -> object.equals(CAT) ? Optional.of(forbidden) : Optional.empty();
        assertThat(failure(read(CAT))).isEqualTo(forbidden);
        assertThat(failure(store.describe(CAT))).isEqualTo(forbidden);
        assertThat(store.troubles()).isEmpty();
    }

    @Test
    void aBucketThatNeverLetUsInIsForbiddenAfterHalfAMinute() throws Exception {
        Failure forbidden = new Failure.Forbidden(CAT, "InvalidAccessKeyId");
        inner.script = (kind, object, length) -> Optional.of(forbidden);
        assertOutage(read(CAT));
        assertOutage(put(mask(1)));
        now = now.plusSeconds(31);
        for (int i = 0; i < 30; i++) {
            assertThat(failure(read(photo(i)))).as("each at once").isEqualTo(forbidden);
            assertThat(failure(put(mask(i)))).isEqualTo(forbidden);
        }
    }

    /** As one who may only write is told of all sidecars: that is no reason to wait. */
    @Test
    void whatMayBeMissingIsForbiddenAtOnce() throws Exception {
        Failure forbidden = new Failure.Forbidden(CAT, "AccessDenied");
        inner.script = (kind, object, length) -> Optional.of(forbidden);
        for (int i = 0; i < 30; i++) assertThat(failure(store.find(CAT))).isEqualTo(forbidden);
        assertThat(failure(store.bucketExists("photos"))).isEqualTo(forbidden);
        assertThat(store.troubles()).isEmpty();
    }

    /** Who may not list is told Forbidden of all that is missing, though some is there. */
    @Test
    void manyForbiddenObjectsAreForbiddenWhileTheStoreGivesWhatItGave() throws Exception {
        read(photo(1)).orThrow();
        inner.script = (kind, object, length) ->
                object.equals(photo(1)) ? Optional.empty() : Optional.of(new Failure.Forbidden(object, "AccessDenied"));
        for (int i = 2; i < 50; i++) {
            assertThat(failure(read(photo(i)))).isInstanceOf(Failure.Forbidden.class);
        }
        assertThat(store.outage()).isFalse();
    }

    @Test
    void credentialsThatChangeAreAnOutageForReadersAndWriters() throws Exception {
        read(photo(1)).orThrow();
        put(mask(1)).orThrow();
        inner.script = (kind, object, length) -> Optional.of(new Failure.Forbidden(object, "InvalidAccessKeyId"));
        for (int i = 2; i < 30; i++) {
            assertOutage(read(photo(i)));
            assertOutage(put(mask(i)));
        }
        assertThat(store.outage()).isTrue();
        assertThat(store.troubles()).hasSize(2).allMatch(line -> line.contains("InvalidAccessKeyId"));
        inner.script = ScriptedStore.HEALTH;
        now = now.plusSeconds(3);
        for (int i = 2; i < 30; i++) {
            read(photo(i)).orThrow();
            put(mask(i)).orThrow();
        }
    }

    @Test
    void oneForbiddenFolderIsForbiddenOnceOthersAreWritten() throws Exception {
        Failure forbidden = new Failure.Forbidden(mask(1), "AccessDenied");
        put(mask(0)).orThrow();
        inner.script = (kind, object, length) -> object.equals(mask(1)) ? Optional.of(forbidden) : Optional.empty();
        assertOutage(put(mask(1)));
        put(mask(2)).orThrow();
        assertThat(failure(put(mask(1)))).isEqualTo(forbidden);
    }

    @Test
    void oneForbiddenFolderIsForbiddenAfterAWhileThoughNobodyElseWrites() throws Exception {
        Failure forbidden = new Failure.Forbidden(mask(1), "AccessDenied");
        put(mask(0)).orThrow();
        inner.script = (kind, object, length) -> Optional.of(forbidden);
        for (int second = 0; second < 30; second++) {
            assertOutage(put(mask(1)));
            now = now.plusSeconds(1);
        }
        now = now.plusSeconds(2);
        assertThat(failure(put(mask(1)))).isEqualTo(forbidden);
    }

    private void goDown() throws Exception {
        inner.script = (kind, object, length) -> Optional.of(DOWN);
        for (int i = 0; i < 10; i++) read(photo(i));
        assertThat(store.outage()).isTrue();
    }

    private Outcome<byte[]> read(ObjectRef object) throws Exception {
        return switch (store.open(object)) {
            case Outcome.Failed<OpenObject>(Failure failure) -> Outcome.failed(failure);
            case Outcome.Done<OpenObject>(OpenObject open) -> open.read();
        };
    }

    private Outcome<ObjectRef> put(ObjectRef target) throws InterruptedException {
        return store.put(target, "image/png", PIXEL);
    }

    private static boolean isOutage(Outcome<?> outcome) {
        return outcome instanceof Outcome.Failed<?>(Failure.StoreOutage failure);
    }

    private static void assertOutage(Outcome<?> outcome) {
        assertThat(failure(outcome)).isInstanceOf(Failure.StoreOutage.class);
    }

    private static Failure failure(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Failed<?>(Failure failure) -> failure;
            case Outcome.Done<?> done -> throw new AssertionError("succeeded with " + done);
        };
    }
}
