package io.kirinuki.worker;

import io.kirinuki.batch.Outage;
import io.kirinuki.pipeline.ImageEngine;
import io.kirinuki.pipeline.Limits;
import io.kirinuki.pipeline.Models;
import io.kirinuki.store.SplitStore;
import io.kirinuki.worker.http.Health;
import io.kirinuki.worker.page.Machine;
import io.kirinuki.worker.page.Snapshot;
import io.kirinuki.worker.reading.Readings;
import io.kirinuki.worker.supervision.VitalSigns;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** The parts of a worker, as the live page looks at them. */
record MachineReading(
        ImageEngine engine,
        Limits limits,
        Readings readings,
        Optional<String> backfill,
        SplitStore store,
        Models served,
        VitalSigns signs,
        Optional<String> fallback)
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
                spent(),
                new Machine.Store(store.outage(), store.troubles()),
                models(),
                served.refused(),
                fallback);
    }

    private Map<String, Double> spent() {
        Map<String, Double> seconds = new LinkedHashMap<>();
        readings.accelerator().forEach((share, spent) -> seconds.put(share.spelled(), spent));
        return seconds;
    }

    private List<Machine.Queue> queues() {
        Map<TopicPartition, Long> unread = readings.unread();
        return readings.ledgers().entrySet().stream()
                .map(each -> new Machine.Queue(
                        backfill.filter(each.getKey().topic()::equals).isPresent() ? "backfill" : "live",
                        each.getKey().topic(),
                        each.getKey().partition(),
                        each.getValue().requests() + unread.getOrDefault(each.getKey(), 0L),
                        each.getValue().oldest().map(age -> age.toMillis() / 1e3)))
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
