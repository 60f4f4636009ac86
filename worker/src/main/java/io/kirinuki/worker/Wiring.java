package io.kirinuki.worker;

import io.kirinuki.address.AddressConfig;
import io.kirinuki.address.Addresses;
import io.kirinuki.address.GuardedAddresses;
import io.kirinuki.batch.BatchListener;
import io.kirinuki.batch.BatcherConfig;
import io.kirinuki.batch.Shares;
import io.kirinuki.batch.Tenant;
import io.kirinuki.batch.Traffic;
import io.kirinuki.image.ByteSize;
import io.kirinuki.model.Device;
import io.kirinuki.model.ModelException;
import io.kirinuki.model.NetworkOptions;
import io.kirinuki.pipeline.Cores;
import io.kirinuki.pipeline.ImageEngine;
import io.kirinuki.pipeline.Limits;
import io.kirinuki.pipeline.ModelListener;
import io.kirinuki.pipeline.ModelLoader;
import io.kirinuki.pipeline.Models;
import io.kirinuki.pipeline.Pipelines;
import io.kirinuki.pipeline.ServedModel;
import io.kirinuki.reach.Place;
import io.kirinuki.reach.Reach;
import io.kirinuki.store.BreakerStore;
import io.kirinuki.store.CallHeaders;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.store.SplitStore;
import io.kirinuki.store.StoreConfig;
import io.kirinuki.store.WatchedStore;
import io.kirinuki.worker.config.EngineConfig;
import io.kirinuki.worker.config.FlowConfig;
import io.kirinuki.worker.config.SupervisionConfig;
import io.kirinuki.worker.config.TenantsConfig;
import io.kirinuki.worker.config.WebhooksConfig;
import io.kirinuki.worker.config.WorkerConfig;
import io.kirinuki.worker.event.ImageTopology;
import io.kirinuki.worker.event.Observers;
import io.kirinuki.worker.event.door.Doors;
import io.kirinuki.worker.event.door.Rules;
import io.kirinuki.worker.ledger.Changelog;
import io.kirinuki.worker.ledger.InFlight;
import io.kirinuki.worker.ledger.LedgerClients;
import io.kirinuki.worker.ledger.LedgerConfig;
import io.kirinuki.worker.ledger.Ledgers;
import io.kirinuki.worker.ledger.Marks;
import io.kirinuki.worker.ledger.RetryPolicy;
import io.kirinuki.worker.metrics.ModelMetrics;
import io.kirinuki.worker.metrics.SupervisionMetrics;
import io.kirinuki.worker.metrics.TenantMetrics;
import io.kirinuki.worker.metrics.WorkerMetrics;
import io.kirinuki.worker.page.Batches;
import io.kirinuki.worker.page.LivePage;
import io.kirinuki.worker.page.PageExtras;
import io.kirinuki.worker.page.PageParts;
import io.kirinuki.worker.page.RecentAnswers;
import io.kirinuki.worker.reading.Readings;
import io.kirinuki.worker.reception.DroppedPictures;
import io.kirinuki.worker.reception.Reception;
import io.kirinuki.worker.reception.http.HttpDoor;
import io.kirinuki.worker.reception.webhook.Webhooks;
import io.kirinuki.worker.supervision.Progress;
import io.kirinuki.worker.supervision.Restores;
import io.kirinuki.worker.supervision.SupervisionLimits;
import io.kirinuki.worker.supervision.Supervisor;
import io.kirinuki.worker.supervision.VitalSigns;
import io.kirinuki.worker.supervision.Watch;
import io.kirinuki.worker.topic.GrowingClients;
import io.kirinuki.worker.topic.LedgerTopics;
import io.kirinuki.worker.topic.TopicSizes;
import io.kirinuki.worker.trace.Tracing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds a worker, in the order of an image's journey: store, models, engine, ledger, stream; then lets it flow. */
public final class Wiring {
    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);
    /** Outcomes are looked for this often: a tenth of the commit interval. */
    private static final Duration TICK = Duration.ofMillis(10);

    private static final Duration TOPIC_PATIENCE = Duration.ofSeconds(30);
    private static final Duration OUTAGE_WAIT = Duration.ofSeconds(1);

    /** The parts that a benchmark or a test may bring along. */
    public interface Parts {
        /** @param carried by calls for single objects */
        default ObjectStore store(StoreConfig config, CallHeaders carried) {
            return new MinioStore(config, carried);
        }

        Models models(WorkerConfig config, int cores, BatchListener batches, ModelListener changes)
                throws ModelException;

        /** Photos at addresses; all that a test may change is what is reached. */
        default Addresses addresses(AddressConfig config) {
            return new GuardedAddresses(config);
        }

        /** The real ones. */
        Parts REAL = new Parts() {
            @Override
            public Models models(WorkerConfig config, int cores, BatchListener batches, ModelListener changes)
                    throws ModelException {
                EngineConfig engine = config.engine();
                Device device = Device.Choice.valueOf(engine.device().name()).resolve();
                int lanes = engine.executors() > 0 ? engine.executors() : device.lanes(cores);
                int maxBatch = engine.maxBatch() > 0 ? engine.maxBatch() : device.maxBatch();
                return Models.open(
                        config.models().directory(),
                        config.models().refresh(),
                        Memory.largestSwap(heap()),
                        ModelLoader.of(
                                new NetworkOptions(
                                        device,
                                        maxBatch,
                                        config.models().int8MaxLoss(),
                                        config.models().cache()),
                                new BatcherConfig(lanes, engine.linger(), shares(config)),
                                batches),
                        changes,
                        config.models().trial().terms());
            }
        };
    }

    private Wiring() {}

    public static Worker start(WorkerConfig config) {
        return start(config, Parts.REAL);
    }

    public static Worker start(WorkerConfig config, Parts parts) {
        return start(config, parts, PageExtras.NONE);
    }

    /** Starts only with models warm, and topics and bucket there. Throws {@link StartException}. */
    public static Worker start(WorkerConfig config, Parts parts, PageExtras extras) {
        var models = new AtomicReference<Meanwhile<Models>>();
        try {
            return start(config, parts, extras, models);
        } catch (RuntimeException | Error e) {
            // A trial that they began was ended by nobody's death.
            Optional.ofNullable(models.get()).ifPresent(loading -> loading.giveUp(e));
            throw e;
        }
    }

    /** @param loadingModels is told of what closes them, where this throws */
    private static Worker start(
            WorkerConfig config, Parts parts, PageExtras extras, AtomicReference<Meanwhile<Models>> loadingModels) {
        WorkerMetrics metrics = new WorkerMetrics();
        RecentAnswers recent = new RecentAnswers();
        Batches batches = new Batches();
        MetricsBridge bridge = new MetricsBridge(metrics, batches);
        Pipelines pipelines = NamedFiles.pipelines(config);
        metrics.engine().pipelines(pipelines.names());
        Rules rules = NamedFiles.rules(config, pipelines);
        ByteSize heap = heap();
        Limits limits = Memory.limits(config.limits(), heap)
                .withShares(shares(config), config.tenants().quotas());
        LOG.info("{}", Memory.report(limits, heap));
        Properties settings = StreamSettings.of(config.kafka());
        int threads = config.engine().cpuThreads() > 0
                ? config.engine().cpuThreads()
                : Runtime.getRuntime().availableProcessors();
        // Beside what waits for broker and store: of a start, they take the most of the processors.
        var loading = Meanwhile.make("models-at-start", () -> models(config, parts, threads, bridge));
        loadingModels.set(loading);
        var pixels = CompletableFuture.runAsync(ImageEngine::warmUp);
        LedgerTopics ledgerTopics = new LedgerTopics(config.kafka().bootstrapServers(), changelogs(config));
        Tracing tracing = new Tracing(config.tracing(), config.kafka().applicationId());
        new TopicCheck(config.kafka(), config.topicNames(), settings, TOPIC_PATIENCE).run();
        LedgerTopicCheck.run(ledgerTopics, settings);
        SplitStore store = store(config, parts, tracing.ofCalls(), bridge);
        Models models = loading.get();
        pixels.join();
        warnOfModelsThatAreMissing(pipelines, models);
        Optional<Reception> reception = reception(config, parts, bridge, settings, pipelines, rules);
        Addresses addresses = config.addresses()
                .reading(limits.maxObject())
                .map(parts::addresses)
                .orElse(Addresses.NONE);
        ImageEngine engine = new ImageEngine(
                store,
                addresses,
                pipelines,
                models,
                limits,
                new ImageEngine.DefaultOutput(
                        config.output().bucket(),
                        config.output().prefix(),
                        config.output().reuse(),
                        reach(config, rules)),
                new Cores(threads, limits.shares()),
                bridge);

        Ledgers ledgers = new Ledgers(ledger(config), bridge);
        Marks marks = marks(config);
        SupervisionLimits supervised = limits(config);
        Supervisor supervisor = new Supervisor(supervised, metrics.supervision()::threadBroke);
        marks.consumers().atFirst(supervisor::rest);
        List<String> written = new ArrayList<>(config.topicNames());
        changelogs(config).forEach(changelog -> written.add(changelog.topic()));
        GrowingClients clients = new GrowingClients(
                new LedgerClients(ledgers, marks),
                ledgerTopics,
                new TopicSizes(written, ledgers.limits()),
                marks.consumers());
        KafkaStreams streams = new KafkaStreams(
                ImageTopology.of(
                        "/kirinuki/" + config.kafka().applicationId(),
                        new Doors(rules, bridge),
                        config.topics(),
                        config.review(),
                        ledgers,
                        engine,
                        new Observers(recent::tell, tracing.ofRequests()),
                        config.tenants().told()),
                settings,
                clients);
        streams.setUncaughtExceptionHandler(supervisor);
        Restores restores =
                new Restores(config.kafka().bootstrapServers(), StreamSettings.transactionTimeout(settings));
        streams.setGlobalStateRestoreListener(restores);
        registerTenants(metrics.tenants(), config.tenants(), engine, ledgers.inFlight());
        register(metrics, store, models, engine, ledgers.inFlight(), marks, streams);
        Readings readings = new Readings(
                        Readings.parts(
                                ledgers.inFlight(),
                                () -> clients.backlog().unread(streams.metrics()),
                                engine,
                                models,
                                traffic(config)),
                        bridge.runTimes())
                .start();
        metrics.readings().pass(readings);
        Progress progress = new Progress(ledgers.inFlight()::total);
        bridge.progress(progress);
        VitalSigns signs = new VitalSigns(
                new WorkerParts(
                        streams, marks.consumers(), engine, models, store, ledgerTopics, restores, ledgers::suspects),
                supervisor,
                progress,
                supervised);
        metrics.supervision().state(() -> state(supervisor));
        metrics.supervision().suspects(ledgers::suspects);
        metrics.models().fellBack(() -> fellBack(config, models));
        metrics.supervision().silences(marks.consumers()::silences);
        metrics.supervision().unanswered(progress::unanswered);
        Supervision supervision = new Supervision(supervisor, signs, new Watch(signs, progress), clients);
        LivePage page = new LivePage(new PageParts(
                extras.title(),
                recent,
                batches,
                new MachineReading(
                        engine,
                        limits,
                        readings,
                        config.topics().backfill(),
                        store,
                        models,
                        signs,
                        fallback(config, models)),
                extras.jobs(),
                config.admin().pictures() ? Optional.of(store) : Optional.empty(),
                reception
                        .filter(there -> extras.drops())
                        .map(there -> new DroppedPictures(
                                there, pipelines, models.served().keySet())),
                config.admin().nameSet()));
        Optional<HttpDoor> door = reception.map(there -> HttpDoor.start(
                config.http(), there, store, () -> readings.owed().total(), heap));
        Worker worker = new Worker(
                streams,
                supervision,
                ledgers,
                config.kafka().instanceId().isEmpty(),
                config.supervision().stopWithin(),
                engine,
                models,
                store,
                addresses,
                config.admin(),
                page,
                new Entrance(door, reception.flatMap(there -> webhooks(config, there, parts)), reception),
                metrics,
                readings,
                tracing);
        streams.start();
        return worker;
    }

    private static SplitStore store(WorkerConfig config, Parts parts, CallHeaders carried, MetricsBridge bridge) {
        Optional<StoreConfig> other = config.store().ofArtifacts();
        ObjectStore images = new WatchedStore(parts.store(config.store().connection(), carried), bridge);
        ObjectStore artifacts =
                other.isPresent() ? new WatchedStore(parts.store(other.get(), carried), bridge) : images;
        // Not through a breaker, which would say no more than that there is an outage.
        BucketCheck.run(artifacts, config.output().bucket());
        BreakerStore sources = new BreakerStore(images);
        return new SplitStore(sources, other.isPresent() ? new BreakerStore(artifacts) : sources);
    }

    /** Where pictures come in over HTTP; empty where they do not. */
    private static Optional<Reception> reception(
            WorkerConfig config,
            Parts parts,
            MetricsBridge bridge,
            Properties settings,
            Pipelines pipelines,
            Rules rules) {
        if (!config.http().enabled()) return Optional.empty();
        Place uploads = config.http().uploads().place().orElseThrow();
        if (rules.takeFrom(uploads)) {
            throw new StartException(
                    "kirinuki.http.uploads: a rule of kirinuki.doors.rules takes images from %s, so that each picture would be worked on twice; choose another place for one of them"
                            .formatted(uploads));
        }
        ObjectStore images = new WatchedStore(parts.store(config.store().connection(), CallHeaders.NONE), bridge);
        BucketCheck.run(images, uploads.bucket());
        return Optional.of(
                new Reception(config.http(), config.topics(), settings, images, pipelines, reach(config, rules)));
    }

    private static Optional<Webhooks> webhooks(WorkerConfig config, Reception reception, Parts parts) {
        WebhooksConfig webhooks = config.http().webhooks();
        return webhooks.calling()
                .map(calling -> reception.webhooks(
                        config.kafka().applicationId() + "-webhooks",
                        parts.addresses(calling),
                        webhooks.secret().orElseThrow().reveal(),
                        webhooks.attempts()));
    }

    /** Uploads are images that are taken from a place: no artifact goes there. */
    private static Reach reach(WorkerConfig config, Rules rules) {
        Reach reach = rules.reach();
        return config.http().enabled()
                ? reach.with(config.http().uploads().place().orElseThrow(), reach.output())
                : reach;
    }

    private static ByteSize heap() {
        return new ByteSize(Runtime.getRuntime().maxMemory());
    }

    private static Models models(WorkerConfig config, Parts parts, int cores, MetricsBridge bridge) {
        try {
            Models models = parts.models(config, cores, bridge, bridge);
            for (ServedModel model : models.served().values()) {
                LOG.info(
                        "Model {} {} ({}) is warm on {}",
                        model.name(),
                        model.version(),
                        model.sha256().substring(0, 12),
                        model.device());
            }
            return models;
        } catch (ModelException e) {
            throw new StartException(e.getMessage(), e);
        }
    }

    /** No reason not to start: one may be put into the folder while the worker runs. */
    private static void warnOfModelsThatAreMissing(Pipelines pipelines, Models models) {
        pipelines.models().forEach((pipeline, asked) -> {
            var missing = new TreeSet<>(asked);
            missing.removeAll(models.served().keySet());
            if (!missing.isEmpty()) {
                LOG.warn("Requests for pipeline {} are refused as long as no model {} is served", pipeline, missing);
            }
        });
    }

    private static SupervisionLimits limits(WorkerConfig config) {
        SupervisionConfig supervision = config.supervision();
        return new SupervisionLimits(
                config.kafka().streamThreads(), supervision.breaks(), supervision.window(), supervision.silence());
    }

    private static SupervisionMetrics.State state(Supervisor supervisor) {
        if (supervisor.gaveUp().isPresent()) return SupervisionMetrics.State.GIVEN_UP;
        if (supervisor.resting().isPresent()) return SupervisionMetrics.State.RESTING;
        return supervisor.joined() ? SupervisionMetrics.State.RUNNING : SupervisionMetrics.State.STARTING;
    }

    private static Optional<String> fallback(WorkerConfig config, Models models) {
        if (!fellBack(config, models)) return Optional.empty();
        String words = "models run on the CPU, though a GPU is expected here: see why with kirinuki.engine.device=cuda";
        LOG.warn("kirinuki.engine.device is auto, and {}", words);
        return Optional.of(words);
    }

    private static boolean fellBack(WorkerConfig config, Models models) {
        return config.engine().device() == EngineConfig.Device.AUTO
                && Device.Choice.expectsGpu()
                && models.served().values().stream()
                        .allMatch(model -> model.device().equals(Device.CPU.label()));
    }

    private static Map<String, Traffic> traffic(WorkerConfig config) {
        Map<String, Traffic> topics = new HashMap<>();
        topics.put(config.topics().requests(), Traffic.LIVE);
        config.topics().backfill().ifPresent(topic -> topics.put(topic, Traffic.BACKFILL));
        return topics;
    }

    /** Of the ledgers that {@link ImageTopology} makes. */
    private static List<Changelog> changelogs(WorkerConfig config) {
        String application = config.kafka().applicationId();
        List<Changelog> changelogs = new ArrayList<>();
        changelogs.add(Changelog.of(application, config.topics().requests(), ""));
        config.topics().backfill().ifPresent(topic -> changelogs.add(Changelog.of(application, topic, "-backfill")));
        return changelogs;
    }

    /** How places, cores and batches are shared out. */
    public static Shares shares(WorkerConfig config) {
        return new Shares(config.flow().backfillShare(), config.tenants().turns());
    }

    /**
     * Where tenants take turns a partition is read on, as far as the ledger may grow, to find those of others; but not
     * where each waits for the one before it anyway.
     */
    private static Marks marks(WorkerConfig config) {
        FlowConfig flow = config.flow();
        boolean readsOn = config.tenants().told().isPresent() && flow.order() == FlowConfig.Order.KEY;
        return readsOn
                ? Marks.readingOn(config.tenants().readOn(), flow.highMark(), flow.lowMark())
                : new Marks(flow.highMark(), flow.lowMark());
    }

    private static LedgerConfig ledger(WorkerConfig config) {
        FlowConfig flow = config.flow();
        FlowConfig.Retry retry = flow.retry();
        return new LedgerConfig(
                LedgerConfig.Order.valueOf(flow.order().name()),
                RetryPolicy.exponential(
                        retry.maxAttempts(),
                        retry.initialBackoff(),
                        retry.maxBackoff(),
                        retry.multiplier(),
                        retry.jitter()),
                TICK,
                OUTAGE_WAIT,
                config.tenants().told().isPresent() ? OptionalInt.of(flow.highMark()) : OptionalInt.empty());
    }

    private static void registerTenants(
            TenantMetrics metrics, TenantsConfig tenants, ImageEngine engine, InFlight inFlight) {
        metrics.show(tenants.named(), tenants.shown());
        metrics.keptBack(engine::keptBack);
        metrics.owed(() -> byName(inFlight.byTenant(), requests -> requests));
        metrics.inFlight(() -> byName(engine.tenants(), ImageEngine.Standing::inFlight));
    }

    private static <T> Map<String, Integer> byName(Map<Tenant, T> tenants, ToIntFunction<T> number) {
        Map<String, Integer> numbers = new HashMap<>();
        tenants.forEach((tenant, of) -> numbers.put(tenant.name(), number.applyAsInt(of)));
        return numbers;
    }

    private static void register(
            WorkerMetrics metrics,
            SplitStore store,
            Models models,
            ImageEngine engine,
            InFlight inFlight,
            Marks marks,
            KafkaStreams streams) {
        metrics.engine().inFlight(engine::inFlight);
        metrics.ledger().entries(inFlight::all);
        metrics.ledger().pausedPartitions(marks.consumers()::pausedPartitions);
        metrics.edges().storeOutage(store::outage);
        metrics.kafka().pass(streams::metrics);
        models.served().keySet().forEach(metrics.models()::serves);
        metrics.models().refused(() -> models.refused().size());
        metrics.trials().standing(models::trial);
        metrics.models()
                .outages(() -> models.served().values().stream()
                        .collect(Collectors.toMap(
                                ServedModel::name,
                                model -> model.batcher().outage().isPresent())));
        metrics.models()
                .loaded(() -> models.served().values().stream()
                        .map(m -> new ModelMetrics.Loaded(m.name(), m.version(), m.sha256(), m.device()))
                        .toList());
    }
}
