package io.kirinuki.worker.reception.http;

import io.kirinuki.outcome.Failure;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ObjectRef;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What failures are to who calls over HTTP: a status and a way out. What a failure says of the worker's own surroundings,
 * of hosts, buckets and bugs, is for the log and the topics, and not for callers.
 */
final class FailureTable {
    /**
     * One failure.
     *
     * @param words absent: its own, which say no more than what the caller brought or named
     */
    record Row(int status, Optional<String> words, String fix) {
        private Row(int status, String fix) {
            this(status, Optional.empty(), fix);
        }

        private Row(int status, String words, String fix) {
            this(status, Optional.of(words), fix);
        }
    }

    private static final Duration LATER = Duration.ofSeconds(30);
    private static final String CHANGE = "Change the request as the detail says.";
    private static final String PICTURE = "Send another picture, or this one as another file.";
    private static final String WAIT = "Nothing is wrong with the request: ask again later.";
    private static final String OPERATOR = "Ask whoever runs this worker; its log says more.";

    private static final Map<String, Row> ROWS = Map.ofEntries(
            Map.entry("InvalidRequest", new Row(400, CHANGE)),
            Map.entry("UnknownPipeline", new Row(400, "Name one of the pipelines that the detail lists.")),
            Map.entry("BucketNotFound", new Row(404, "Name a bucket that there is.")),
            Map.entry("NotFound", new Row(404, "Name an image that there is, or send it as the body.")),
            Map.entry("Forbidden", new Row(403, "the image may not be read", OPERATOR)),
            Map.entry("AddressRefused", new Row(422, "Name another address, or send the picture as the body.")),
            Map.entry("Refused", new Row(400, "the store takes this bucket or key for none", CHANGE)),
            Map.entry(
                    "OutOfReach",
                    new Row(403, "the request names a place that this worker does not read or write", OPERATOR)),
            Map.entry("OutputRefused", new Row(422, "the store does not take the artifacts", OPERATOR)),
            Map.entry("TooRagged", new Row(422, CHANGE)),
            Map.entry("Empty", new Row(400, "the picture holds 0 bytes", PICTURE)),
            Map.entry("TooLarge", new Row(413, "Send a smaller file.")),
            Map.entry("TooManyPixels", new Row(413, "Send a picture of fewer pixels.")),
            Map.entry("Unsupported", new Row(415, PICTURE)),
            Map.entry("Undecodable", new Row(422, PICTURE)),
            Map.entry("Unencodable", new Row(422, CHANGE)),
            Map.entry("Expired", new Row(504, "Ask again with a later deadline.")),
            Map.entry("Superseded", new Row(409, CHANGE)),
            Map.entry("Poison", new Row(422, "this picture breaks what others pass; it is set aside", OPERATOR)),
            Map.entry("AnswerTooLarge", new Row(422, "the answer is larger than its topic takes", CHANGE)),
            Map.entry("Unavailable", new Row(503, "what this needs does not answer", WAIT)),
            Map.entry("Untrusted", new Row(503, "what this needs is not trusted", OPERATOR)),
            Map.entry("Throttled", new Row(503, "what this needs asks for fewer requests", WAIT)),
            Map.entry("StoreOutage", new Row(503, "the object store is out", WAIT)),
            Map.entry("TimedOut", new Row(503, "the picture took longer than it may", WAIT)),
            Map.entry("DeviceOutage", new Row(503, "the accelerator is out", WAIT)),
            Map.entry("ModelFailed", new Row(503, "the model had no room for this picture", WAIT)),
            Map.entry("Stopping", new Row(503, "the worker stops", WAIT)),
            Map.entry("Garbled", new Row(500, "the request was written over", OPERATOR)),
            Map.entry("Internal", new Row(500, "internal error", OPERATOR)));

    /** Of a later worker's failure, whose answer this one may read. */
    private static final Row STRANGER = new Row(500, "the worker says no more than this class", OPERATOR);

    private FailureTable() {}

    /** Of all failures. */
    static Set<String> names() {
        return ROWS.keySet();
    }

    static Row row(String name) {
        return ROWS.getOrDefault(name, STRANGER);
    }

    static Refusal refusal(Failure failure) {
        return refusal(failure.name(), failure.message());
    }

    /** The upload's place is not named: to its owner it is the picture that was sent. */
    static Refusal refusal(ImageFailure answer) {
        String message = answer.failure().message();
        Optional<String> object = answer.source()
                .filter(source -> source.url().isEmpty())
                .map(source -> new ObjectRef(source.bucket(), source.key(), source.versionId()).toString());
        return refusal(
                answer.failure().name(),
                object.map(name -> message.replace(name, "the picture")).orElse(message));
    }

    private static Refusal refusal(String name, String message) {
        Row row = row(name);
        return new Refusal(
                row.status(),
                name,
                row.words().orElse(message),
                row.fix(),
                row.status() == 503 ? Optional.of(LATER) : Optional.empty());
    }
}
