package io.kirinuki.worker;

import io.kirinuki.pipeline.DeviceOutage;
import io.kirinuki.pipeline.ImageEngine;
import io.kirinuki.pipeline.Models;
import io.kirinuki.pipeline.Pulse;
import io.kirinuki.pipeline.trial.TrialStanding;
import io.kirinuki.store.SplitStore;
import io.kirinuki.worker.ledger.Consumers;
import io.kirinuki.worker.supervision.Restores;
import io.kirinuki.worker.supervision.VitalSigns;
import io.kirinuki.worker.topic.LedgerTopics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.streams.KafkaStreams;

/** The parts of a worker, as health looks at them. */
record WorkerParts(
        KafkaStreams streams,
        Consumers consumers,
        ImageEngine images,
        Models served,
        SplitStore store,
        LedgerTopics topics,
        Restores underRestore,
        IntSupplier suspected)
        implements VitalSigns.Parts {
    @Override
    public KafkaStreams.State stream() {
        return streams.state();
    }

    @Override
    public Map<String, Duration> silences() {
        return consumers.silences();
    }

    @Override
    public List<Pulse> engine() {
        return images.pulses();
    }

    @Override
    public String models() {
        return served.served().values().stream()
                .map(model -> model.name() + " " + model.version())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    @Override
    public Map<String, String> refusedModels() {
        return served.refused();
    }

    @Override
    public Optional<TrialStanding> trial() {
        return served.trial();
    }

    @Override
    public List<DeviceOutage> deviceOutages() {
        return served.outages();
    }

    @Override
    public boolean storeOutage() {
        return store.outage();
    }

    @Override
    public List<String> storeTroubles() {
        return store.troubles();
    }

    @Override
    public List<Restores.Standing> restores() {
        return underRestore.standings();
    }

    @Override
    public int suspects() {
        return suspected.getAsInt();
    }

    @Override
    public Optional<String> topicTrouble() {
        return topics.trouble();
    }
}
