package io.kirinuki.worker.supervision;

import io.kirinuki.worker.http.Health;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the worker once a second, also where nobody asks, and logs when it stops being alive or is so again. */
public final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final VitalSigns signs;
    private final Progress progress;
    private final CountDownLatch closed = new CountDownLatch(1);

    public Watch(VitalSigns signs, Progress progress) {
        this.signs = signs;
        this.progress = progress;
    }

    public void start() {
        Thread.ofPlatform().name("watch").daemon(true).start(this::run);
    }

    private void run() {
        boolean alive = true;
        try {
            while (!closed.await(1, TimeUnit.SECONDS)) {
                progress.unanswered();
                Health health = signs.liveness();
                if (alive && !health.ok()) LOG.error("Not alive any more: {}", health.checks());
                if (!alive && health.ok()) LOG.info("Alive again");
                alive = health.ok();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
