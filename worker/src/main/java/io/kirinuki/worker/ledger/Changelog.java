package io.kirinuki.worker.ledger;

/** The topic that a ledger is restored from: it must have as many partitions as the {@code source} of its requests. */
public record Changelog(String topic, String source) {
    /** As Kafka Streams names it; {@code suffix} is that of the ledger's store. */
    public static Changelog of(String applicationId, String source, String suffix) {
        return new Changelog(applicationId + "-" + Ledger.STORE + suffix + "-changelog", source);
    }
}
