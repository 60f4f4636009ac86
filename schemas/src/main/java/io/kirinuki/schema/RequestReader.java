package io.kirinuki.schema;

import io.kirinuki.schema.Reading.Read;
import io.kirinuki.schema.Reading.Unreadable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Turns a record's value into an {@link ImageRequest}, or says why it is none. The JSON Schema decides; beyond it
 * are refused a field given twice, half a surrogate pair, and a number too large for a double: readers disagree on them.
 *
 * <p>Threads: any; the schema is compiled once, by the constructor.
 *
 * <p>Failures: none is thrown, whatever the bytes; all are {@link Unreadable}.
 */
public final class RequestReader {
    private static final int PROBLEMS_NAMED = 8;
    private static final int CARRIED_CHARACTERS = 1024; // the schema's own limit

    private final EventSchema schema = EventSchema.load("image-request.v1");

    /** Reads a value; null, as a tombstone has, is a value like any other. */
    public Reading read(byte[] value) {
        if (value == null || value.length == 0) return unreadable("the event has no value");
        var encoding = Utf8.problem(value);
        if (encoding.isPresent()) return unreadable(encoding.get());
        JsonNode event;
        try {
            event = Json.MAPPER.readTree(value);
        } catch (JacksonException e) {
            return unreadable(Problem.notJson(e));
        }
        if (event.isMissingNode()) return unreadable("the event has no value: white space only");
        return readParsed(event);
    }

    /** Reads what came inside of something else, such as a CloudEvent. */
    public Reading readParsed(JsonNode event) {
        var unwritable = Unwritable.problem(event);
        if (unwritable.isPresent()) return unreadable(unwritable.get(), event);
        var problems = schema.problems(event);
        if (!problems.isEmpty()) return unreadable(join(problems), event);
        try {
            return new Read(Json.MAPPER.treeToValue(event, ImageRequest.class));
        } catch (JacksonException e) {
            // RFC 3339 allows what an Instant cannot hold: more than 9 digits of a second, offsets beyond 18 hours.
            return unreadable(Problem.notMapped(e), event);
        }
    }

    private static String join(List<String> problems) {
        int left = problems.size() - PROBLEMS_NAMED;
        var named = problems.stream().limit(PROBLEMS_NAMED);
        return (left > 0 ? Stream.concat(named, Stream.of("and %d more".formatted(left))) : named)
                .collect(Collectors.joining("; "));
    }

    private static Unreadable unreadable(String problem) {
        return new Unreadable(problem, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private Unreadable unreadable(String problem, JsonNode event) {
        return new Unreadable(problem, source(event.path("source")), text(event, "pipeline"), text(event, "id"));
    }

    private Optional<ImageSource> source(JsonNode source) {
        Optional<String> url = source.path("url").stringValueOpt();
        if (url.isPresent()) return address(url.get());
        Optional<String> bucket = text(source, "bucket");
        Optional<String> key = text(source, "key");
        return bucket.isPresent() && key.isPresent()
                ? Optional.of(new ObjectRef(bucket.get(), key.get(), text(source, "versionId")))
                : Optional.empty();
    }

    private static Optional<ImageSource> address(String url) {
        try {
            return Optional.of(new WebAddress(url));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The field's text where a failure event can carry it on. */
    private static Optional<String> text(JsonNode object, String field) {
        return object.path(field)
                .stringValueOpt()
                .filter(text -> !text.isBlank() && Unwritable.isWhole(text))
                .filter(text -> text.codePointCount(0, text.length()) <= CARRIED_CHARACTERS);
    }
}
