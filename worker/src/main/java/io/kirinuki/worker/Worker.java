package io.kirinuki.worker;

import io.kirinuki.address.Addresses;
import io.kirinuki.pipeline.ImageEngine;
import io.kirinuki.pipeline.Models;
import io.kirinuki.store.SplitStore;
import io.kirinuki.worker.cli.Running;
import io.kirinuki.worker.config.AdminConfig;
import io.kirinuki.worker.http.AdminServer;
import io.kirinuki.worker.http.Probes;
import io.kirinuki.worker.ledger.Ledgers;
import io.kirinuki.worker.metrics.WorkerMetrics;
import io.kirinuki.worker.page.LivePage;
import io.kirinuki.worker.reading.Autoscale;
import io.kirinuki.worker.reading.Readings;
import io.kirinuki.worker.supervision.VitalSigns;
import io.kirinuki.worker.trace.Tracing;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
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

    /** Two commits, with room for a slow broker. */
    private static final Duration PARTING_LIMIT = Duration.ofSeconds(5);

    private final KafkaStreams streams;
    private final Supervision supervision;
    private final Ledgers ledgers;
    private final boolean leavesGroup;
    private final Duration stopWithin;
    private final ImageEngine engine;
    private final Models models;
    private final SplitStore store;
    private final LivePage page;
    private final Entrance entrance;
    private final Addresses addresses;
    private final Readings readings;
    private final Tracing tracing;
    private final AdminServer admin;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean broken;
    private volatile boolean closing;

    Worker(
            KafkaStreams streams,
            Supervision supervision,
            Ledgers ledgers,
            boolean leavesGroup,
            Duration stopWithin,
            ImageEngine engine,
            Models models,
            SplitStore store,
            Addresses addresses,
            AdminConfig admin,
            LivePage page,
            Entrance entrance,
            WorkerMetrics metrics,
            Readings readings,
            Tracing tracing) {
        this.streams = streams;
        this.supervision = supervision;
        this.ledgers = ledgers;
        this.leavesGroup = leavesGroup;
        this.stopWithin = stopWithin;
        this.engine = engine;
        this.models = models;
        this.store = store;
        this.page = page;
        this.entrance = entrance;
        this.addresses = addresses;
        this.readings = readings;
        this.tracing = tracing;
        streams.setStateListener((now, before) -> {
            LOG.info("Stream is {}", now);
            if (now == KafkaStreams.State.RUNNING) supervision.supervisor().runs();
            if (now == KafkaStreams.State.ERROR) broke();
        });
        supervision.supervisor().atEnd(why -> broke());
        VitalSigns signs = supervision.signs();
        this.admin = AdminServer.start(
                admin,
                new Probes(signs::startup, signs::liveness, signs::readiness),
                metrics::expose,
                () -> Autoscale.json(readings),
                page::routes);
        supervision.watch().start();
    }

    /** Whoever runs the worker closes it then, and ends the process. */
    private void broke() {
        broken = true;
        stopped.countDown();
    }

    /** The port that health and metrics are served on. */
    public int adminPort() {
        return admin.port();
    }

    /** The port that pictures are taken at over HTTP; empty where they are not. */
    public OptionalInt httpPort() {
        return entrance.port();
    }

    /** Whether the stream has failed for good. */
    public boolean broken() {
        return broken;
    }

    @Override
    public Ending awaitStop() throws InterruptedException {
        stopped.await();
        return broken ? Ending.BROKEN : Ending.STOPPED;
    }

    /** So that a restart is not taken for a death. */
    private void handOver() {
        Duration half = stopWithin.dividedBy(2);
        Duration limit = half.compareTo(PARTING_LIMIT) < 0 ? half : PARTING_LIMIT;
        try {
            if (streams.state().isRunningOrRebalancing() && !ledgers.handOver(limit)) {
                LOG.warn("What is in flight was not handed over within {}; it counts as if we had died", limit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void close() {
        if (closing) return;
        closing = true;
        entrance.close();
        long began = System.nanoTime();
        handOver();
        supervision.close();
        // Static members keep their partitions over a restart; others leave, so that nobody waits for their session.
        var leave = leavesGroup ? GroupMembershipOperation.LEAVE_GROUP : GroupMembershipOperation.REMAIN_IN_GROUP;
        Duration left = stopWithin.minusNanos(System.nanoTime() - began);
        Duration limit =
                left.isPositive() ? left : Duration.ofMillis(1); // of 0 Kafka Streams would close in the background
        if (!streams.close(CloseOptions.timeout(limit).withGroupMembershipOperation(leave))) {
            LOG.warn("The stream did not stop within {}; the broker will fence it", stopWithin);
        }
        readings.close();
        engine.close();
        models.close();
        store.close();
        page.close();
        addresses.close();
        tracing.close();
        admin.close();
        stopped.countDown();
        LOG.info("Stopped");
    }
}
