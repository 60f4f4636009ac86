package io.kirinuki.worker.trace;

import io.opentelemetry.api.common.AttributeKey;

/** What spans say; those of messaging and errors as OpenTelemetry's semantic conventions name them. */
final class Names {
    static final AttributeKey<String> MODEL = AttributeKey.stringKey("kirinuki.model");
    static final AttributeKey<Long> BATCH_SIZE = AttributeKey.longKey("kirinuki.batch.size");
    static final AttributeKey<String> REQUEST = AttributeKey.stringKey("kirinuki.request.id");
    static final AttributeKey<String> PIPELINE = AttributeKey.stringKey("kirinuki.pipeline");
    static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("kirinuki.attempt");
    static final AttributeKey<Boolean> REUSED = AttributeKey.booleanKey("kirinuki.reused");
    static final AttributeKey<Long> REMOVED = AttributeKey.longKey("kirinuki.removed");
    static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("messaging.operation.type");
    static final AttributeKey<String> TOPIC = AttributeKey.stringKey("messaging.destination.name");
    static final AttributeKey<String> PARTITION = AttributeKey.stringKey("messaging.destination.partition.id");
    static final AttributeKey<Long> OFFSET = AttributeKey.longKey("messaging.kafka.offset");

    private Names() {}
}
