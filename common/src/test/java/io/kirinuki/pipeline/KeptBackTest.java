package io.kirinuki.pipeline;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kirinuki.batch.Asker;
import io.kirinuki.batch.Shares;
import io.kirinuki.batch.Tenant;
import io.kirinuki.batch.Traffic;
import io.kirinuki.batch.Weights;
import io.kirinuki.image.ByteSize;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ObjectRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Images that a quota of one a minute keeps back, in an engine that refuses those that begin, for it has no model. */
@Timeout(60)
class KeptBackTest {
    private static final Asker SLOW = new Asker.Of(Traffic.LIVE, new Tenant("slow"));
    private static final Asker FREE = new Asker.Of(Traffic.LIVE, new Tenant("free"));

    private final Cores cores = new Cores(1);
    private final Models models = Models.of(Map.of());
    private ImageEngine engine;

    @BeforeEach
    void start() throws Exception {
        Quota one = new Quota(OptionalInt.empty(), OptionalInt.of(1));
        engine = new ImageEngine(
                new ShelfStore(),
                Pipelines.builtIn(),
                models,
                new Limits(ByteSize.mebibytes(1), 10_000, ByteSize.mebibytes(8), 100_000, 1)
                        .withShares(
                                new Shares(0.2, Optional.of(Weights.EQUAL)),
                                new Quotas(Map.of("slow", one), Quota.NONE)),
                new ImageEngine.DefaultOutput("artifacts", "cut", false),
                cores,
                new EngineListener() {});
        assertThat(engine.submit(request(Optional.empty()), SLOW).get(30, SECONDS))
                .isNotNull();
    }

    @AfterEach
    void stop() {
        engine.close();
        models.close();
        cores.close();
    }

    private static ImageRequest request(Optional<Instant> deadline) {
        return new ImageRequest(
                Optional.of("one"),
                ObjectRef.of("photos", "cup.png"),
                Optional.of("mask"),
                List.of(),
                Map.of(),
                ImageRequest.Output.DEFAULT,
                deadline,
                Optional.empty());
    }

    private CompletableFuture<Outcome<Product>> keptBack(Optional<Instant> deadline) {
        var end = engine.submit(request(deadline), SLOW);
        await().until(() -> engine.keptBack() == 1 || end.isDone());
        return end;
    }

    @Test
    void othersGoOnAndItIsNoneThatFillsTheEngine() throws Exception {
        var end = keptBack(Optional.empty());
        assertThat(engine.submit(request(Optional.empty()), FREE).get(30, SECONDS))
                .isNotNull();
        assertThat(end).isNotDone();
        assertThat(engine.waiting()).isOne();
        await().until(() -> engine.inFlight() == 0);
        assertThat(engine.occupancy().full()).isFalse();
        assertThat(engine.occupancy().keptBack()).isOne();
        assertThat(engine.tenants()).containsEntry(new Tenant("slow"), new ImageEngine.Standing(0, 1));
    }

    @Test
    void aDeadlineEndsTheWaitLongBeforeTheTurn() throws Exception {
        Instant soon = Instant.now().plusMillis(50);
        var end = keptBack(Optional.of(soon));
        assertThat(end.get(30, SECONDS)).isEqualTo(Outcome.failed(new Failure.Expired(soon)));
        assertThat(engine.waiting()).isZero();
    }

    @Test
    void oneThatExpiredBeforeItCameIsAnsweredAtOnce() {
        Instant past = Instant.now().minusSeconds(1);
        assertThat(engine.submit(request(Optional.of(past)), SLOW))
                .isCompletedWithValue(Outcome.failed(new Failure.Expired(past)));
    }

    @Test
    void aDeadlineBeyondAllClocksDoesNoHarm() {
        assertThat(keptBack(Optional.of(Instant.MAX))).isNotDone();
    }

    @Test
    void cancelledItLeavesTheLine() {
        var end = keptBack(Optional.empty());
        end.cancel(false);
        assertThat(engine.waiting()).isZero();
        assertThat(engine.keptBack()).isZero();
    }

    @Test
    void closedItIsStopped() throws Exception {
        var end = keptBack(Optional.empty());
        engine.close();
        assertThat(end.get(30, SECONDS)).isEqualTo(Outcome.failed(new Failure.Stopping()));
    }
}
