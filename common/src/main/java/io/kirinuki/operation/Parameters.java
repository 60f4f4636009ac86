package io.kirinuki.operation;

import io.kirinuki.image.Colour;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * A step's parameters as they came. Each is asked for by its name and type; whatever is wrong with one fails naming it,
 * with what is expected and what was found. JSON null counts as absent. What nobody asked for is refused in the end.
 *
 * <p>Owned by the thread that makes the operation.
 */
public final class Parameters {
    private final String path;
    private final Map<String, JsonNode> values;
    private final Set<String> known = new LinkedHashSet<>();
    private final List<Parameters> sections = new ArrayList<>();

    /** @param path of the step, for messages: {@code parameters.cutout} */
    Parameters(String path, Map<String, JsonNode> values) {
        this.path = path;
        this.values = values;
    }

    String text(String name, String fallback) throws FailedException {
        return text(name).orElse(fallback);
    }

    Optional<String> text(String name) throws FailedException {
        return value(name, "text", JsonNode::isString, JsonNode::stringValue);
    }

    boolean flag(String name, boolean fallback) throws FailedException {
        return value(name, "true or false", JsonNode::isBoolean, JsonNode::booleanValue)
                .orElse(fallback);
    }

    /** A whole number from {@code least} to {@code most}. */
    int integer(String name, int least, int most, int fallback) throws FailedException {
        return value(
                        name,
                        "a whole number from %d to %d".formatted(least, most),
                        v -> v.isIntegralNumber() && v.doubleValue() >= least && v.doubleValue() <= most,
                        JsonNode::intValue)
                .orElse(fallback);
    }

    /** A number from 0 to 1. */
    Optional<Double> share(String name) throws FailedException {
        return number(name, 0, 1);
    }

    Optional<Double> number(String name, double least, double most) throws FailedException {
        return value(
                name,
                "a number from %s to %s".formatted(plain(least), plain(most)),
                v -> v.isNumber() && v.doubleValue() >= least && v.doubleValue() <= most,
                JsonNode::doubleValue);
    }

    /** One of an enum's constants, written small and with hyphens: {@code zoom-crop}. */
    <E extends Enum<E>> E choice(String name, Class<E> type, E fallback) throws FailedException {
        Optional<String> text = text(name);
        if (text.isEmpty()) return fallback;
        for (E constant : type.getEnumConstants()) {
            if (spelled(constant).equals(text.get())) return constant;
        }
        String all =
                Arrays.stream(type.getEnumConstants()).map(Parameters::spelled).collect(Collectors.joining(", "));
        throw wrong(name, "one of %s expected, found \"%s\"".formatted(all, text.get()));
    }

    /** An enum's constant as it is written in parameters. */
    static String spelled(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Colour colour(String name, Colour fallback) throws FailedException {
        return colour(name).orElse(fallback);
    }

    Optional<Colour> colour(String name) throws FailedException {
        Optional<String> text = text(name);
        try {
            return text.map(Colour::parse);
        } catch (IllegalArgumentException e) {
            throw wrong(name, "a colour expected; " + e.getMessage());
        }
    }

    /** Texts: a list, or one alone. */
    List<String> texts(String name) throws FailedException {
        return value(
                        name,
                        "text or a list of texts",
                        v -> v.isString() || (v.isArray() && v.valueStream().allMatch(JsonNode::isString)),
                        v -> v.isString()
                                ? List.of(v.stringValue())
                                : v.valueStream().map(JsonNode::stringValue).toList())
                .orElse(List.of());
    }

    /** Parameters of a part: an object; empty where the part is not wanted (absent, false), all defaults where it is true. */
    Optional<Parameters> section(String name) throws FailedException {
        Optional<JsonNode> found = value(name, "an object, true or false", v -> v.isObject() || v.isBoolean(), v -> v);
        if (found.isEmpty() || (found.get().isBoolean() && !found.get().booleanValue())) return Optional.empty();
        Map<String, JsonNode> inner = new TreeMap<>();
        found.get().properties().forEach(field -> inner.put(field.getKey(), field.getValue()));
        Parameters section = new Parameters(path + '.' + name, inner);
        sections.add(section);
        return Optional.of(section);
    }

    /** Whether the value is given, and an object. */
    boolean isObject(String name) {
        return values.containsKey(name) && values.get(name).isObject();
    }

    private <T> Optional<T> value(
            String name, String expected, Function<JsonNode, Boolean> fits, Function<JsonNode, T> read)
            throws FailedException {
        known.add(name);
        JsonNode value = values.get(name);
        if (value == null || value.isNull()) return Optional.empty();
        if (!fits.apply(value)) throw wrong(name, "%s expected, found %s".formatted(expected, value));
        return Optional.of(read.apply(value));
    }

    /** What was asked for so far. */
    Set<String> known() {
        return Set.copyOf(known);
    }

    /** To be called last. */
    void refuseUnknown() throws FailedException {
        var unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw wrong(unknown.first(), "no such parameter; there are " + String.join(", ", known));
        }
        for (Parameters section : sections) section.refuseUnknown();
    }

    FailedException wrong(String name, String problem) {
        return new FailedException(new Failure.InvalidRequest("%s.%s: %s".formatted(path, name, problem)));
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
