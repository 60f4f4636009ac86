package io.kirinuki.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kirinuki.address.Addresses;
import io.kirinuki.batch.Shares;
import io.kirinuki.batch.Traffic;
import io.kirinuki.batch.Urgency;
import io.kirinuki.image.Blob;
import io.kirinuki.image.ByteSize;
import io.kirinuki.schema.ObjectRef;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FetchedTest {
    private static final ObjectRef PHOTO = ObjectRef.of("photos", "cup.png");
    private static final ObjectRef GROUND = ObjectRef.of("photos", "ground.png");
    private static final List<Wanted> BOTH =
            List.of(Wanted.source(PHOTO), new Wanted(GROUND, Optional.of("cutout.background")));

    private final ShelfStore store = new ShelfStore();
    private final Budget budget = new Budget(100, new Shares(0.2));

    FetchedTest() {
        store.objects.put(PHOTO, Blob.of(new byte[30]));
        store.objects.put(GROUND, Blob.of(new byte[20]));
    }

    private Fetched fetch() {
        try {
            return Fetched.of(BOTH, new Sources(store, Addresses.NONE), new ByteSize(60), budget, Urgency.LIVE);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Begins where all room is taken; returns once it waits. */
    private CompletableFuture<Fetched> waiting() {
        CompletableFuture<Fetched> fetched = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(() -> fetched.complete(fetch()));
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        return fetched;
    }

    @Test
    void readsWithOneLookWhereThereIsRoom() {
        try (Fetched fetched = fetch()) {
            assertThat(fetched.size()).isEqualTo(50);
            assertThat(budget.held()).isEqualTo(50);
        }
        assertThat(budget.held()).isZero();
        assertThat(store.read).containsExactly(PHOTO, GROUND);
        assertThat(store.opened).hasValue(2);
    }

    @Test
    void whoWaitsForRoomHoldsNoConnection() throws Exception {
        CompletableFuture<Fetched> fetched;
        try (var all = budget.take(100, Traffic.LIVE)) {
            fetched = waiting();
            assertThat(store.connections).hasValue(0);
        }
        try (Fetched both = fetched.get()) {
            assertThat(both.size()).isEqualTo(50);
        }
        assertThat(store.connections).hasValue(0);
    }

    @Test
    void whatGrewWhileItWaitedIsPaidFor() throws Exception {
        CompletableFuture<Fetched> fetched;
        try (var all = budget.take(100, Traffic.LIVE)) {
            fetched = waiting();
            store.objects.put(PHOTO, Blob.of(new byte[60]));
        }
        try (Fetched both = fetched.get()) {
            assertThat(both.size()).isEqualTo(80);
            assertThat(budget.held()).isEqualTo(80);
        }
        assertThat(budget.held()).isZero();
    }
}
