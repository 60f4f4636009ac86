package io.kirinuki.worker.config;

import io.kirinuki.reach.Place;
import io.kirinuki.reach.Reach;
import io.kirinuki.schema.ObjectRef;
import java.util.List;
import java.util.Optional;
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
        TenantsConfig tenants,
        StoreConfig store,
        OutputConfig output,
        ReachConfig reach,
        LimitsConfig limits,
        AddressesConfig addresses,
        ModelsConfig models,
        PipelinesConfig pipelines,
        EngineConfig engine,
        AdminConfig admin,
        HttpConfig http,
        SupervisionConfig supervision,
        TracingConfig tracing) {
    static final String PREFIX = "kirinuki";

    public WorkerConfig {
        String doubtful = review.topic().orElse("");
        new Contradictions()
                .refuseIf(
                        unreachable(reach, output).isPresent(),
                        unreachable(reach, output).orElse(""))
                .refuseIf(
                        topics.names().contains(doubtful),
                        "kirinuki.review.topic: \"%s\" is one of kirinuki.topics too; name a different topic"
                                .formatted(doubtful))
                .refuseIf(
                        tenants.told().isPresent() && tenants.readOn() < flow.highMark(),
                        ("kirinuki.tenants.read-on: %d is below kirinuki.flow.high-mark, which is %d; raise the one or"
                                        + " lower the other")
                                .formatted(tenants.readOn(), flow.highMark()))
                .refuse("kirinuki.http.uploads", strayUploads(http, reach, output))
                .refuseIf(
                        http.enabled()
                                && http.maxUpload().bytes()
                                        > limits.maxObjectBytes().bytes(),
                        "kirinuki.http.max-upload: %s is more than kirinuki.limits.max-object-bytes, %s"
                                .formatted(http.maxUpload(), limits.maxObjectBytes()))
                .orThrow();
    }

    /** Uploads are read as images are, and artifacts are never work: so they lie where images do, and artifacts do not. */
    private static Optional<String> strayUploads(HttpConfig http, ReachConfig reach, OutputConfig output) {
        if (!http.enabled() || unreachable(reach, output).isPresent()) return Optional.empty();
        Place uploads = http.uploads().place().orElseThrow();
        Reach allowed = reach.reach(output);
        if (allowed.swallows(uploads)) {
            return Optional.of("artifacts may go to all of %s; choose another place for uploads".formatted(uploads));
        }
        ObjectRef upload = ObjectRef.of(uploads.bucket(), uploads.prefix() + "picture");
        return allowed.refusal(upload, "")
                .map(refusal -> "images may not be read from %s; add it to %s".formatted(uploads, Reach.SOURCES));
    }

    private static Optional<String> unreachable(ReachConfig reach, OutputConfig output) {
        try {
            var unused = reach.reach(output);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** Where this worker may read and write, but for what its doors have rules for. */
    public Reach allowed() {
        return reach.reach(output);
    }

    /** All topics, which must be there. */
    public List<String> topicNames() {
        return Stream.concat(topics.names().stream(), review.topic().stream()).toList();
    }
}
