package io.kirinuki.worker;

import io.kirinuki.batch.Outage;
import io.kirinuki.pipeline.ImageEngine;
import io.kirinuki.pipeline.Limits;
import io.kirinuki.pipeline.Models;
import io.kirinuki.store.SplitStore;
import io.kirinuki.worker.http.Health;
import io.kirinuki.worker.ledger.InFlight;
import io.kirinuki.worker.page.Machine;
import io.kirinuki.worker.page.Snapshot;
import io.kirinuki.worker.supervision.VitalSigns;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parts of a worker, as the live page looks at them. */
record MachineReading(
        ImageEngine engine,
        Limits limits,
        InFlight ledgers,
        Optional<String> backfill,
        SplitStore store,
        Models served,
        VitalSigns signs)
        implements Snapshot {
    @Override
    public Machine machine() {
        Health ready = signs.readiness();
        return new Machine(
                ready.ok(),
                ready.checks(),
                new Machine.InFlight(
                        engine.waiting(),
                        engine.inFlight(),
                        limits.imagesInFlight(),
                        engine.bytesInFlight(),
                        limits.bytesInFlight().bytes(),
                        engine.pixelsInFlight(),
                        limits.pixelsInFlight()),
                queues(),
                Map.of(),
                new Machine.Store(store.outage(), store.troubles()),
                models(),
                served.refused(),
                List.of(),
                Optional.empty());
    }

    private List<Machine.Queue> queues() {
        return ledgers.all().entrySet().stream()
                .map(each -> new Machine.Queue(
                        backfill.filter(each.getKey().topic()::equals).isPresent() ? "backfill" : "live",
                        each.getKey().topic(),
                        each.getKey().partition(),
                        each.getValue(),
                        Optional.empty()))
                .sorted(Comparator.comparing(Machine.Queue::topic).thenComparingInt(Machine.Queue::partition))
                .toList();
    }

    private List<Machine.Model> models() {
        return served.served().values().stream()
                .map(model -> new Machine.Model(
                        model.name(),
                        model.version(),
                        model.device(),
                        model.batcher().outage().map(Outage::why)))
                .sorted(Comparator.comparing(Machine.Model::name))
                .toList();
    }
}
