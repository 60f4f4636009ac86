package io.kirinuki.schema;

import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.InvalidFormatException;

/**
 * The words for what is wrong with an event: the field as a path, what is expected, what was found. Names and values out
 * of the event are cut short, since a sentence travels in Kafka headers and logs.
 */
final class Problem {
    private static final int SHOWN_CHARS = 80;

    private Problem() {}

    static String of(Error error) {
        var found = error.getInstanceNode();
        var expected = error.getSchemaNode();
        var path = path(names(error.getInstanceLocation()));
        return switch (error.getKeyword()) {
            case "required" -> within(path, error.getProperty()) + ": required but missing";
            case "type" -> "%s: %s expected, %s found".formatted(path, types(expected), kind(found));
            case "minLength" ->
                "%s: at least %s expected, %d found".formatted(path, counted(expected, "character"), length(found));
            case "maxLength" ->
                "%s: at most %s expected, %d found".formatted(path, counted(expected, "character"), length(found));
            case "minItems" ->
                "%s: at least %s expected, %d found".formatted(path, counted(expected, "item"), found.size());
            case "maxItems" ->
                "%s: at most %s expected, %d found".formatted(path, counted(expected, "item"), found.size());
            case "minProperties" ->
                "%s: at least %s expected, %d found".formatted(path, counted(expected, "field"), found.size());
            case "maxProperties" ->
                "%s: at most %s expected, %d found".formatted(path, counted(expected, "field"), found.size());
            case "pattern" -> "%s: %s expected, %s found".formatted(path, like(expected.asString()), shown(found));
            case "format" -> "%s: RFC 3339 %s expected, %s found".formatted(path, expected.asString(), shown(found));
            default -> path + ": " + cut(error.getMessage());
        };
    }

    /** Keeps what the parser met and drops what it would have liked. */
    static String notJson(JacksonException e) {
        var met = e.getOriginalMessage().split(": | \\((?=\\d+, from)", 2)[0];
        var said = met.isEmpty() ? met : met.substring(0, 1).toLowerCase(Locale.ROOT) + met.substring(1);
        var at = e.getLocation();
        var where = at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
        return "not JSON: " + cut(said) + where;
    }

    static String notMapped(JacksonException e) {
        var path = path(e.getPath().stream()
                .map(step ->
                        Objects.requireNonNullElseGet(step.getPropertyName(), () -> Integer.toString(step.getIndex())))
                .toList());
        return switch (e) {
            case InvalidFormatException format ->
                "%s: %s expected, \"%s\" found"
                        .formatted(path, named(format.getTargetType()), cut(String.valueOf(format.getValue())));
            case DatabindException refused
            when refused.getCause() instanceof IllegalArgumentException why ->
                path + ": " + cut(String.valueOf(why.getMessage()));
            default -> path + ": " + cut(e.getOriginalMessage());
        };
    }

    /** {@code source.key}; the event itself where there are no names. */
    static String path(List<String> names) {
        return names.isEmpty() ? "the event" : names.stream().map(Problem::cut).collect(Collectors.joining("."));
    }

    private static List<String> names(NodePath location) {
        return IntStream.range(0, location.getNameCount())
                .mapToObj(location::getName)
                .toList();
    }

    private static String within(String path, String field) {
        return path.equals("the event") ? field : path + "." + field;
    }

    private static String types(JsonNode expected) {
        return expected.isString()
                ? expected.asString()
                : expected.valueStream()
                        .map(JsonNode::asString)
                        .filter(type -> !type.equals("null"))
                        .collect(Collectors.joining(" or "));
    }

    private static String kind(JsonNode found) {
        return found.isIntegralNumber() ? "integer" : found.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    private static String named(Class<?> type) {
        return type.getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static String counted(JsonNode limit, String what) {
        return limit.asString() + ' ' + what + (limit.asInt() == 1 ? "" : "s");
    }

    private static String like(String pattern) {
        return pattern.equals("\\S") ? "at least one visible character" : "text like " + pattern;
    }

    private static int length(JsonNode found) {
        var text = found.asString();
        return text.codePointCount(0, text.length());
    }

    private static String shown(JsonNode found) {
        return '"' + cut(found.asString()) + '"';
    }

    private static String cut(String text) {
        var oneLine = text.codePoints()
                .limit(SHOWN_CHARS + 1L)
                .map(c -> Character.isISOControl(c) ? ' ' : Unwritable.isHalf(c) ? '\ufffd' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        return oneLine.codePointCount(0, oneLine.length()) <= SHOWN_CHARS
                ? oneLine.toString()
                : oneLine.substring(0, oneLine.offsetByCodePoints(0, SHOWN_CHARS)) + "…";
    }
}
