package io.kirinuki.worker;

import io.kirinuki.pipeline.ImageEngine;
import io.kirinuki.pipeline.Models;
import io.kirinuki.store.BreakerStore;
import io.kirinuki.worker.cli.Running;
import io.kirinuki.worker.config.AdminConfig;
import io.kirinuki.worker.http.AdminServer;
import io.kirinuki.worker.http.Health;
import io.kirinuki.worker.metrics.WorkerMetrics;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker that runs: the stream, the engine behind it, and the admin port beside it.
 *
 * <p>Stopping waits for no image. What is in flight stays in the ledger, and the partitions' next owner begins it again;
 * artifacts that were stored already are written once more, the same.
 */
public final class Worker implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

    private final KafkaStreams streams;
    private final boolean leavesGroup;
    private final ImageEngine engine;
    private final Models models;
    private final BreakerStore store;
    private final AdminServer admin;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean broken;
    private volatile boolean closing;

    Worker(
            KafkaStreams streams,
            boolean leavesGroup,
            ImageEngine engine,
            Models models,
            BreakerStore store,
            AdminConfig admin,
            WorkerMetrics metrics) {
        this.streams = streams;
        this.leavesGroup = leavesGroup;
        this.engine = engine;
        this.models = models;
        this.store = store;
        streams.setStateListener((now, before) -> {
            LOG.info("Stream is {}", now);
            if (now == KafkaStreams.State.ERROR) {
                broken = true;
                stopped.countDown();
            }
        });
        this.admin = AdminServer.start(admin, this::liveness, this::readiness, metrics::expose);
    }

    /** The port that health and metrics are served on. */
    public int adminPort() {
        return admin.port();
    }

    /** Whether the stream has failed for good. */
    public boolean broken() {
        return broken;
    }

    private Health liveness() {
        KafkaStreams.State state = streams.state();
        boolean alive = state.isRunningOrRebalancing() || state == KafkaStreams.State.CREATED;
        return new Health(alive, Map.of("stream", state.name()));
    }

    private Health readiness() {
        Map<String, String> checks = new LinkedHashMap<>();
        boolean flowing = streams.state().isRunningOrRebalancing();
        checks.put("stream", streams.state().name());
        checks.put("models", "warm: " + warm());
        models.refused().forEach((folder, why) -> checks.put("refused model " + folder, why));
        List<String> troubles = store.troubles();
        checks.put("store", troubles.isEmpty() ? "answering" : String.join("; ", troubles));
        return new Health(flowing && !store.outage(), checks);
    }

    private String warm() {
        return models.served().values().stream()
                .map(model -> model.name() + " " + model.version())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    @Override
    public Ending awaitStop() throws InterruptedException {
        stopped.await();
        return broken ? Ending.BROKEN : Ending.STOPPED;
    }

    @Override
    public synchronized void close() {
        if (closing) return;
        closing = true;
        // Static members keep their partitions over a restart; others leave, so that nobody waits for their session.
        var leave = leavesGroup ? GroupMembershipOperation.LEAVE_GROUP : GroupMembershipOperation.REMAIN_IN_GROUP;
        if (!streams.close(CloseOptions.timeout(CLOSE_LIMIT).withGroupMembershipOperation(leave))) {
            LOG.warn("The stream did not stop within {}; the broker will fence it", CLOSE_LIMIT);
        }
        engine.close();
        models.close();
        store.close();
        admin.close();
        stopped.countDown();
        LOG.info("Stopped");
    }
}
