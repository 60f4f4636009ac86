package io.kirinuki.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kirinuki.image.Blob;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.BreakerStore;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.ObjectStore.OpenObject;
import io.kirinuki.store.StoreConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreOutageIT {
    private static final String BUCKET = "outage";
    private static final ObjectRef CAT = ObjectRef.of(BUCKET, "cat.jpg");
    /** The words depend on whose clock rings first, the socket's or the client's. */
    private static final String TIMEOUT = "time(d )?out";

    private static final Blob MEOW = Blob.of(new byte[1 << 20]);

    @TempDir
    private Path folder;

    private EmbeddedStore server;
    private FaultProxy proxy;
    private MinioStore store;

    @BeforeEach
    void start() throws Exception {
        server = EmbeddedStore.start(folder, 0);
        server.createBucket(BUCKET);
        proxy = new FaultProxy(server.endpoint());
        store = at(proxy.endpoint());
        store.put(CAT, "image/jpeg", MEOW).orThrow();
    }

    @AfterEach
    void stop() throws Exception {
        store.close();
        proxy.close();
        server.close();
    }

    @Test
    void aServerThatIsGoneIsUnavailable() throws Exception {
        URI gone = server.endpoint();
        server.close();
        try (MinioStore direct = at(gone)) {
            assertThat(failure(direct.open(CAT))).isInstanceOf(Failure.Unavailable.class);
            assertThat(failure(direct.put(CAT, "image/jpeg", MEOW))).isInstanceOf(Failure.Unavailable.class);
        }
        assertThat(failure(store.open(CAT))).as("behind a proxy").isInstanceOf(Failure.Unavailable.class);
    }

    @Test
    void silenceEndsWithTheReadTimeout() throws InterruptedException {
        proxy.set(FaultProxy.Fault.SILENCE);
        long start = System.nanoTime();
        assertThat(failure(store.open(CAT)).message()).containsPattern(TIMEOUT);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(900), Duration.ofSeconds(4));
    }

    @Test
    void aBodyThatEndsEarlyIsUnavailable() throws Exception {
        proxy.set(FaultProxy.Fault.CUT);
        try (OpenObject open = store.open(CAT).orThrow()) {
            assertThat(failure(open.read())).isInstanceOf(Failure.Unavailable.class);
        }
        proxy.set(FaultProxy.Fault.NONE);
        try (OpenObject open = store.open(CAT).orThrow()) {
            assertThat(open.read().orThrow()).hasSize(1 << 20);
        }
    }

    @Test
    void aBodyThatFallsSilentIsUnavailable() throws Exception {
        try (OpenObject open = store.open(ObjectRef.of(BUCKET, bigger())).orThrow()) {
            proxy.set(FaultProxy.Fault.SILENCE);
            assertThat(failure(open.read()).message()).containsPattern(TIMEOUT);
        }
    }

    @Test
    void anInterruptEndsTheWaitAndIsPassedOn() throws Exception {
        proxy.set(FaultProxy.Fault.SILENCE);
        FutureTask<Outcome<OpenObject>> opening = new FutureTask<>(() -> store.open(CAT));
        Thread caller = Thread.ofVirtual().start(opening);
        await().until(() -> caller.getState() == Thread.State.WAITING);
        caller.interrupt();
        assertThatThrownBy(opening::get).hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void anInterruptEndsTheReadingOfABody() throws Exception {
        try (OpenObject open = store.open(ObjectRef.of(BUCKET, bigger())).orThrow()) {
            proxy.set(FaultProxy.Fault.SILENCE);
            FutureTask<Outcome<byte[]>> reading = new FutureTask<>(open::read);
            Thread caller = Thread.ofVirtual().start(reading);
            await().until(() ->
                    caller.getState() == Thread.State.WAITING || caller.getState() == Thread.State.TIMED_WAITING);
            caller.interrupt();
            assertThatThrownBy(reading::get).hasCauseInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void aClosedStoreIsStopping() throws InterruptedException {
        store.close();
        assertThat(failure(store.open(CAT))).isEqualTo(new Failure.Stopping());
    }

    @Test
    void theBreakerOpensInAnOutageAndHealsAfterIt() throws Exception {
        try (BreakerStore guarded = new BreakerStore(at(proxy.endpoint()))) {
            guarded.open(CAT).orThrow().close();
            proxy.set(FaultProxy.Fault.REFUSAL);
            server.close();
            await().until(() -> {
                guarded.put(CAT, "image/jpeg", MEOW);
                return guarded.outage();
            });
            assertThat(failure(guarded.open(CAT))).isInstanceOf(Failure.StoreOutage.class);

            URI before = server.endpoint();
            server = EmbeddedStore.start(folder, 0);
            assertThat(server.endpoint()).isEqualTo(before);
            proxy.set(FaultProxy.Fault.NONE);
            await().atMost(Duration.ofSeconds(6)).until(() -> {
                if (guarded.open(CAT) instanceof Outcome.Done<OpenObject>(OpenObject open)) open.close();
                guarded.put(CAT, "image/jpeg", MEOW); // each direction heals by its own calls
                return !guarded.outage();
            });
            try (OpenObject open = guarded.open(CAT).orThrow()) {
                assertThat(open.read().orThrow()).as("kept over the restart").hasSize(1 << 20);
            }
        }
    }

    /** More than all buffers between server and reader hold. Put past the proxy, with time for it. */
    private String bigger() throws Exception {
        try (MinioStore patient = at(server.endpoint(), Duration.ofSeconds(30))) {
            patient.put(ObjectRef.of(BUCKET, "bigger"), "image/jpeg", Blob.of(new byte[30 << 20]))
                    .orThrow();
        }
        return "bigger";
    }

    private static MinioStore at(URI endpoint) {
        return at(endpoint, Duration.ofSeconds(1));
    }

    private static MinioStore at(URI endpoint, Duration patience) {
        return new MinioStore(new StoreConfig(
                endpoint,
                EmbeddedStore.REGION,
                EmbeddedStore.ACCESS_KEY,
                EmbeddedStore.SECRET_KEY,
                patience,
                patience,
                16));
    }

    private static Failure failure(Outcome<?> outcome) {
        return ObjectStoreContract.failure(outcome);
    }
}
