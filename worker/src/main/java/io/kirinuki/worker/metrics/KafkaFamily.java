package io.kirinuki.worker.metrics;

import java.util.List;

/**
 * A measure of a Kafka client that is passed on, by its name there and here. All are of what this process has a handful of:
 * clients and threads; what Kafka measures of each broker, topic or task is left out.
 *
 * @param group where Kafka has it
 * @param kafka its name there
 * @param name its name here
 * @param total whether it only grows
 * @param factor from Kafka's unit to ours
 */
record KafkaFamily(String group, String kafka, String name, String help, boolean total, double factor) {
    private static final String CONSUMER = "consumer-fetch-manager-metrics";
    private static final String GROUP = "consumer-coordinator-metrics";
    private static final String PRODUCER = "producer-metrics";
    private static final String THREAD = "stream-thread-metrics";

    static final List<KafkaFamily> ALL = List.of(
            total(CONSUMER, "records-consumed-total", "kafka_consumed_records", "Records that consumers have read."),
            total(CONSUMER, "bytes-consumed-total", "kafka_consumed_bytes", "Bytes that consumers have read."),
            total(GROUP, "rebalance-total", "kafka_rebalances", "Times that partitions were shared out anew."),
            total(GROUP, "failed-rebalance-total", "kafka_failed_rebalances", "Times that sharing out failed."),
            gauge(
                    GROUP,
                    "last-heartbeat-seconds-ago",
                    "kafka_heartbeat_age_seconds",
                    "Time since a consumer's last heartbeat.",
                    1),
            total(PRODUCER, "record-send-total", "kafka_sent_records", "Records that producers have sent."),
            total(PRODUCER, "record-error-total", "kafka_send_errors", "Records that producers could not send."),
            total(PRODUCER, "record-retry-total", "kafka_send_retries", "Records that producers have sent again."),
            gauge(
                    PRODUCER,
                    "request-latency-avg",
                    "kafka_request_latency_seconds",
                    "Mean time of a producer's request.",
                    1e-3),
            total(THREAD, "process-total", "kafka_processed_records", "Records that stream threads have worked on."),
            total(THREAD, "task-created-total", "kafka_tasks_created", "Tasks that stream threads were given."));

    private static KafkaFamily total(String group, String kafka, String name, String help) {
        return new KafkaFamily(group, kafka, name, help, true, 1);
    }

    private static KafkaFamily gauge(String group, String kafka, String name, String help, double factor) {
        return new KafkaFamily(group, kafka, name, help, false, factor);
    }
}
