package io.kirinuki.worker.config;

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
        FlowConfig flow,
        StoreConfig store,
        OutputConfig output,
        LimitsConfig limits,
        ModelsConfig models,
        EngineConfig engine,
        AdminConfig admin) {
    static final String PREFIX = "kirinuki";
}
