package io.kirinuki.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.image.Blob;
import io.kirinuki.image.ByteSize;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ObjectRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BreakerStoreTest {
    private static final ObjectRef CAT = ObjectRef.of("photos", "cat.jpg");
    private static final Failure DOWN = new Failure.Unavailable("the object store", "connection refused");
    private static final Failure OUTAGE = new Failure.StoreOutage();

    private final ScriptedStore inner = new ScriptedStore();
    private Instant now = Instant.EPOCH;
    private final BreakerStore store = new BreakerStore(inner, () -> now);

    @Test
    void singleFailuresPassThrough() throws InterruptedException {
        inner.failure = Optional.of(DOWN);
        for (int i = 0; i < 9; i++) assertThat(failure()).isEqualTo(DOWN);
        assertThat(store.outage()).isFalse();
    }

    @Test
    void opensWhenAllOfTheLastCallsWentUnanswered() throws InterruptedException {
        goDown();
        int asked = inner.calls;
        assertThat(failure()).isEqualTo(OUTAGE);
        assertThat(store.put(CAT, "image/png", Blob.of(new byte[1]))).isEqualTo(Outcome.failed(OUTAGE));
        assertThat(store.putIfAbsent(CAT, "image/png", Blob.of(new byte[1]))).isEqualTo(Outcome.failed(OUTAGE));
        assertThat(store.describe(CAT)).isEqualTo(Outcome.failed(OUTAGE));
        assertThat(inner.calls).as("no call while resting").isEqualTo(asked);
    }

    @Test
    void theCallThatFindsTheOutageCostsNoAttempt() throws InterruptedException {
        inner.failure = Optional.of(DOWN);
        for (int i = 0; i < 9; i++) failure();
        assertThat(failure()).isEqualTo(OUTAGE);
    }

    @Test
    void staysClosedWhileTheStoreAnswersWhateverItSays() throws InterruptedException {
        for (Failure answer : new Failure[] {
            new Failure.NotFound(CAT), new Failure.BucketNotFound("photos"), new Failure.Forbidden(CAT, "AccessDenied")
        }) {
            inner.failure = Optional.of(answer);
            for (int i = 0; i < 30; i++) assertThat(failure()).isEqualTo(answer);
        }
        assertThat(store.outage()).isFalse();
    }

    @Test
    void staysClosedWhileSomeCallsSucceed() throws InterruptedException {
        for (int i = 0; i < 50; i++) {
            inner.failure = i % 5 == 0 ? Optional.empty() : Optional.of(DOWN);
            store.open(CAT);
        }
        assertThat(store.outage()).isFalse();
    }

    @Test
    void probesAfterARestAndClosesWhenTheyAreAnswered() throws InterruptedException {
        goDown();
        now = now.plus(Duration.ofSeconds(3));
        inner.failure = Optional.empty();
        assertThat(store.open(CAT)).isInstanceOf(Outcome.Done.class);
        assertThat(store.outage()).as("one probe is not yet enough").isTrue();
        assertThat(store.open(CAT)).isInstanceOf(Outcome.Done.class);
        assertThat(store.outage()).isFalse();
    }

    @Test
    void restsAgainWhenProbesFailAndTheyCostNoAttempt() throws InterruptedException {
        goDown();
        now = now.plus(Duration.ofSeconds(3));
        assertThat(failure()).isEqualTo(OUTAGE);
        assertThat(failure()).isEqualTo(OUTAGE);
        int asked = inner.calls;
        assertThat(failure()).isEqualTo(OUTAGE);
        assertThat(inner.calls).isEqualTo(asked);
    }

    @Test
    void anInterruptedProbeGivesItsPlaceBack() throws InterruptedException {
        goDown();
        now = now.plus(Duration.ofSeconds(3));
        inner.interrupted = true;
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> store.open(CAT)).isInstanceOf(InterruptedException.class);
        }
        inner.interrupted = false;
        inner.failure = Optional.empty();
        for (int i = 0; i < 2; i++) assertThat(store.open(CAT)).isInstanceOf(Outcome.Done.class);
        assertThat(store.outage()).isFalse();
    }

    @Test
    void aBodyThatBreaksOffInAnOutageCostsNoAttempt() throws Exception {
        inner.body = Outcome.failed(DOWN);
        var before = store.open(CAT).orThrow();
        assertThat(before.read()).isEqualTo(Outcome.failed(DOWN));
        goDown();
        assertThat(before.read()).isEqualTo(Outcome.failed(OUTAGE));
    }

    private void goDown() throws InterruptedException {
        inner.failure = Optional.of(DOWN);
        for (int i = 0; i < 10; i++) store.open(CAT);
        assertThat(store.outage()).isTrue();
    }

    private Failure failure() throws InterruptedException {
        return switch (store.open(CAT)) {
            case Outcome.Failed<?>(Failure failure) -> failure;
            case Outcome.Done<?> done -> throw new AssertionError("opened " + done);
        };
    }

    /** Says what it is told to. */
    private static final class ScriptedStore implements ObjectStore {
        private Optional<Failure> failure = Optional.empty();
        private Outcome<byte[]> body = Outcome.done(new byte[0]);
        private boolean interrupted;
        private int calls;

        @Override
        public Outcome<OpenObject> open(ObjectRef object) throws InterruptedException {
            return answer(new ScriptedObject(body));
        }

        @Override
        public Outcome<ObjectRef> put(ObjectRef target, String mediaType, Blob blob) throws InterruptedException {
            return answer(target);
        }

        @Override
        public Outcome<Boolean> bucketExists(String bucket) throws InterruptedException {
            return answer(true);
        }

        @Override
        public Outcome<Page> list(String bucket, String prefix, Optional<String> after) throws InterruptedException {
            return answer(new Page(List.of(), Optional.empty()));
        }

        private <T> Outcome<T> answer(T value) throws InterruptedException {
            calls++;
            if (interrupted) throw new InterruptedException();
            return failure.<Outcome<T>>map(Outcome::failed).orElse(Outcome.done(value));
        }

        @Override
        public void close() {}
    }

    private record ScriptedObject(Outcome<byte[]> body) implements ObjectStore.OpenObject {
        @Override
        public ByteSize size() {
            return new ByteSize(0);
        }

        @Override
        public String etag() {
            return "";
        }

        @Override
        public Optional<String> versionId() {
            return Optional.empty();
        }

        @Override
        public Outcome<byte[]> read() {
            return body;
        }

        @Override
        public void close() {}
    }
}
