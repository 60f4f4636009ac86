package io.kirinuki.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.batch.BatchListener;
import io.kirinuki.image.ByteSize;
import io.kirinuki.model.ModelFolder;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.pipeline.EngineListener;
import io.kirinuki.pipeline.ModelListener;
import io.kirinuki.pipeline.Product;
import io.kirinuki.pipeline.ServedModel;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.store.StoreListener;
import io.kirinuki.worker.event.JobHeaders;
import io.kirinuki.worker.event.door.DoorListener;
import io.kirinuki.worker.event.door.Ignored;
import io.kirinuki.worker.ledger.LedgerEntry;
import io.kirinuki.worker.ledger.LedgerListener;
import io.kirinuki.worker.metrics.Answer;
import io.kirinuki.worker.metrics.ModelChange;
import io.kirinuki.worker.metrics.WorkerMetrics;
import io.kirinuki.worker.page.Batches;
import io.kirinuki.worker.reading.RunTimes;
import io.kirinuki.worker.supervision.Progress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the metrics, and the log where a person should know, what engine and ledger report. */
final class MetricsBridge
        implements EngineListener, LedgerListener, BatchListener, ModelListener, DoorListener, StoreListener {
    private static final Logger LOG = LoggerFactory.getLogger("io.kirinuki.answers");
    private static final Logger MODELS = LoggerFactory.getLogger("io.kirinuki.models");

    private final WorkerMetrics metrics;
    private final Batches batches;
    private final RunTimes runTimes = new RunTimes();
    private volatile Optional<Progress> progress = Optional.empty();

    /** @param batches are told of each batch as well, for the live page */
    MetricsBridge(WorkerMetrics metrics, Batches batches) {
        this.metrics = metrics;
        this.batches = batches;
    }

    /** How long runs take, as they are told. */
    RunTimes runTimes() {
        return runTimes;
    }

    /** Told of each answer. */
    void progress(Progress progress) {
        this.progress = Optional.of(progress);
    }

    @Override
    public void fetched(long bytes) {
        metrics.engine().fetched(new ByteSize(bytes));
    }

    @Override
    public void decoded(long pixels) {
        metrics.engine().decoded(pixels);
    }

    @Override
    public void stored(long bytes) {
        metrics.engine().stored(new ByteSize(bytes));
    }

    @Override
    public void reused() {
        metrics.engine().reused();
    }

    @Override
    public void timed(ImageResult.Timings timings) {
        metrics.engine().stageTook("fetch", millis(timings.fetchMillis()));
        metrics.engine().stageTook("decode", millis(timings.decodeMillis()));
        metrics.engine().stageTook("queue", millis(timings.queueMillis()));
        metrics.engine().stageTook("infer", millis(timings.inferMillis()));
        metrics.engine().stageTook("render", millis(timings.renderMillis()));
        metrics.engine().stageTook("store", millis(timings.storeMillis()));
    }

    @Override
    public void batchRan(String accelerator, int size, int capacity, Duration ran) {
        metrics.engine().batchRan(accelerator, size, capacity, ran.toNanos() / 1e9);
        batches.ran(size, capacity, ran);
        runTimes.ran(accelerator, size, ran);
    }

    @Override
    public void lowered(String accelerator, int most) {
        metrics.models().halved(accelerator);
    }

    @Override
    public void called(String bucket, Call call, Outcome<?> outcome, Duration took) {
        String status = switch (outcome) {
            case Outcome.Done<?> done -> "ok";
            case Outcome.Failed<?>(Failure failure) -> failure.name();
        };
        metrics.edges().storeCalled(bucket, call, status, took);
    }

    @Override
    public void ended(String pipeline, Outcome<Product> outcome) {
        switch (outcome) {
            case Outcome.Done<Product>(Product product) -> {
                metrics.engine().ended(pipeline, product.reused() ? "reused" : "done");
                metrics.engine()
                        .cost(
                                pipeline,
                                product.cost().acceleratorMillis(),
                                product.cost().cpuMillis());
            }
            case Outcome.Failed<Product>(Failure failure) ->
                metrics.engine().ended(pipeline, failure.fate().name().toLowerCase(Locale.ROOT));
        }
    }

    @Override
    public void served(ModelFolder folder, ServedModel model, Optional<ServedModel> before) {
        metrics.models().changed(folder.name(), ModelChange.SERVED);
        metrics.models().serves(model.name());
        MODELS.info(
                "Model {} ({}) is warm on {}; images that begin now run on it{}",
                folder,
                model.sha256().substring(0, 12),
                model.device(),
                before.map(old -> ", those in flight on version " + old.version())
                        .orElse(""));
    }

    @Override
    public void refused(ModelFolder folder, String why) {
        metrics.models().changed(folder.name(), ModelChange.REFUSED);
        MODELS.warn("Model {} is refused until something in its folder changes: {}", folder, why);
    }

    @Override
    public void ignored(Ignored reason) {
        metrics.edges().ignored(reason);
    }

    @Override
    public void restored(int entries) {
        metrics.ledger().restored(entries);
    }

    @Override
    public void succeeded(LedgerEntry entry) {
        progress.ifPresent(Progress::moved);
        metrics.ledger().answered(Answer.RESULT, age(entry));
        tellJob(entry, Answer.RESULT);
        LOG.debug("{} done, attempt {}", entry.position(), entry.attempt());
    }

    @Override
    public void retried(LedgerEntry entry, Failure failure) {
        metrics.ledger().failed(failure);
        metrics.ledger().retried(failure);
        LOG.info(
                "{} attempt {} failed, will be tried again: {}: {}",
                entry.position(),
                entry.attempt(),
                failure.name(),
                failure.message());
    }

    @Override
    public void deadLettered(LedgerEntry entry, Failure failure) {
        metrics.ledger().failed(failure);
        metrics.ledger().deadLettered(failure);
        progress.ifPresent(Progress::moved);
        metrics.ledger().answered(Answer.FAILURE, age(entry));
        tellJob(entry, Answer.FAILURE);
        LOG.warn(
                "{} failed at attempt {}: {}: {}",
                entry.position(),
                entry.attempt(),
                failure.name(),
                failure.message());
    }

    /** Not by {@code originalHeaders}, which copies them all. */
    private void tellJob(LedgerEntry entry, Answer answer) {
        for (LedgerEntry.Header header : entry.headers()) {
            if (header.name().equals(JobHeaders.JOB)) {
                header.value().ifPresent(job -> metrics.edges().jobAnswered(new String(job, UTF_8), answer));
            }
        }
    }

    /** 0 for what is stamped later than now, as by a clock that is fast or counts microseconds. */
    private static Duration age(LedgerEntry entry) {
        return Duration.ofMillis(Math.max(0, System.currentTimeMillis() - entry.timestamp()));
    }

    private static Duration millis(double millis) {
        return Duration.ofNanos((long) (millis * 1e6));
    }
}
