package io.kirinuki.worker.config;

import java.util.List;
import java.util.stream.Stream;

/**
 * The whole configuration of a worker, valid by construction. Only {@code Wiring} sees the tree; a stage receives its
 * own record. Component names make the keys, so {@code flow.highMark} is {@code kirinuki.flow.high-mark}.
 *
 * <p>Failures: constructors throw {@link ConfigException} for values that contradict each other; ranges of single
 * values are checked where they are read, by {@link ConfigReader}.
 */
public record WorkerConfig(
        KafkaConfig kafka,
        TopicsConfig topics,
        ReviewConfig review,
        DoorsConfig doors,
        FlowConfig flow,
        StoreConfig store,
        OutputConfig output,
        LimitsConfig limits,
        AddressesConfig addresses,
        ModelsConfig models,
        PipelinesConfig pipelines,
        EngineConfig engine,
        AdminConfig admin,
        SupervisionConfig supervision) {
    static final String PREFIX = "kirinuki";

    public WorkerConfig {
        String doubtful = review.topic().orElse("");
        new Contradictions()
                .refuseIf(
                        topics.names().contains(doubtful),
                        "kirinuki.review.topic: \"%s\" is one of kirinuki.topics too; name a different topic"
                                .formatted(doubtful))
                .orThrow();
    }

    /** All topics, which must be there. */
    public List<String> topicNames() {
        return Stream.concat(topics.names().stream(), review.topic().stream()).toList();
    }
}
