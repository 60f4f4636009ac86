package io.kirinuki.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.batch.BatchListener;
import io.kirinuki.batch.Tenant;
import io.kirinuki.image.ByteSize;
import io.kirinuki.model.ModelFolder;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.pipeline.EngineListener;
import io.kirinuki.pipeline.ModelListener;
import io.kirinuki.pipeline.Product;
import io.kirinuki.pipeline.ServedModel;
import io.kirinuki.pipeline.trial.TrialEnd;
import io.kirinuki.pipeline.trial.TrialStanding;
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
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/** Tells the metrics, and the log where a person should know, what engine and ledger report. */
final class MetricsBridge
        implements EngineListener, LedgerListener, BatchListener, ModelListener, DoorListener, StoreListener {
    private static final Logger LOG = LoggerFactory.getLogger("io.kirinuki.answers");
    private static final Logger MODELS = LoggerFactory.getLogger("io.kirinuki.models");

    private final WorkerMetrics metrics;
    private final Batches batches;
    private final Seldom seldom = new Seldom(10, Duration.ofSeconds(10), System::nanoTime);
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
    public void trialBegan(ModelFolder folder, TrialStanding standing) {
        metrics.trials().began(folder.name());
        MODELS.info("Model {} is on trial: {}", folder, standing.words());
    }

    @Override
    public void trialEnded(ModelFolder folder, TrialEnd end) {
        metrics.trials().ended(folder.name(), end);
        switch (end) {
            case TrialEnd.Promoted(String why) -> MODELS.info("Model {} is promoted: {}", folder, why);
            case TrialEnd.RolledBack(String why) -> MODELS.warn("Model {} is rolled back: {}", folder, why);
            case TrialEnd.Withdrawn(String why) ->
                MODELS.info("The trial of model {} ends unfinished: {}", folder, why);
        }
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
        if (LOG.isDebugEnabled()) {
            try (var labels = Labels.of(entry)) {
                LOG.debug(
                        "{} done at attempt {} after {} ms",
                        entry.position(),
                        entry.attempt(),
                        age(entry).toMillis());
            }
        }
    }

    @Override
    public void retried(LedgerEntry entry, Failure failure) {
        metrics.ledger().failed(failure);
        metrics.ledger().retried(failure);
        tell(Level.INFO, "will be tried again, attempt", entry, failure);
    }

    @Override
    public void deadLettered(LedgerEntry entry, Failure failure) {
        metrics.ledger().failed(failure);
        metrics.ledger().deadLettered(failure);
        progress.ifPresent(Progress::moved);
        metrics.ledger().answered(Answer.FAILURE, age(entry));
        tellJob(entry, Answer.FAILURE);
        tell(Level.WARN, "failed at attempt", entry, failure);
    }

    @Override
    public void answered(Tenant tenant, LedgerEntry entry, Optional<Failure> failure) {
        metrics.tenants().answered(tenant.name(), failure.isPresent() ? Answer.FAILURE : Answer.RESULT, age(entry));
    }

    /** The same trouble now and then, or each time where one line for each outcome is asked for, as DEBUG says. */
    private void tell(Level level, String what, LedgerEntry entry, Failure failure) {
        if (!LOG.isEnabledForLevel(level)) return;
        OptionalInt leftOut = LOG.isDebugEnabled() ? OptionalInt.of(0) : seldom.ask(what + failure.name());
        if (leftOut.isEmpty()) return;
        try (var labels = Labels.of(entry)) {
            LOG.atLevel(level)
                    .log(
                            "{} {} {}: {}: {}{}",
                            entry.position(),
                            what,
                            entry.attempt(),
                            failure.name(),
                            failure.message(),
                            leftOut.getAsInt() == 0
                                    ? ""
                                    : "; %d more of this were not told".formatted(leftOut.getAsInt()));
        }
    }

    /** What a line of the log is found by, as long as it is open: position and, by the W3C header, trace. */
    private record Labels() implements AutoCloseable {
        private static final String POSITION = "position";
        private static final String TRACE = "trace";

        static Labels of(LedgerEntry entry) {
            MDC.put(POSITION, entry.position().toString());
            for (LedgerEntry.Header header : entry.headers()) {
                if (!header.name().equals("traceparent") || header.value().isEmpty()) continue;
                String value = new String(header.value().get(), UTF_8);
                if (value.matches("[0-9a-f]{2}-[0-9a-f]{32}-.*")) MDC.put(TRACE, value.substring(3, 35));
            }
            return new Labels();
        }

        @Override
        public void close() {
            MDC.remove(POSITION);
            MDC.remove(TRACE);
        }
    }

    /** Not by {@code originalHeaders}, which copies them all. */
    private void tellJob(LedgerEntry entry, Answer answer) {
        for (LedgerEntry.Header header : entry.headers()) {
            if (header.name().equals(JobHeaders.JOB)) {
                header.value().ifPresent(job -> metrics.edges().jobAnswered(new String(job, UTF_8), answer));
            }
        }
    }

    /** 0 for what is stamped later than now, as by a clock that is fast or counts microseconds, or not at all. */
    private static Duration age(LedgerEntry entry) {
        if (entry.timestamp() <= 0) return Duration.ZERO;
        return Duration.ofMillis(Math.max(0, System.currentTimeMillis() - entry.timestamp()));
    }

    private static Duration millis(double millis) {
        return Duration.ofNanos((long) (millis * 1e6));
    }
}
