package io.kirinuki.schema;

import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The one way YAML files become records: strictly, since people write them, and a word misspelt would else be a step or
 * a condition left out. Unknown fields, the same field given twice and more than one document are refused.
 *
 * <p>Threads: any.
 */
public final class Yaml {
    public static final YAMLMapper STRICT = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Yaml() {}

    /** What is wrong, for people: the field with its path, {@code rules[2].sufix}, else line and column. */
    public static String problem(JacksonException e) {
        if (!(e instanceof DatabindException)) return "not YAML: " + e.getOriginalMessage() + place(e);
        String field = field(e);
        String problem = e instanceof UnrecognizedPropertyException unknown
                ? "no such field; there are " + known(unknown)
                : e.getOriginalMessage();
        return field.isEmpty() ? problem + place(e) : field + ": " + problem;
    }

    private static List<String> known(UnrecognizedPropertyException e) {
        return e.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList();
    }

    /** Empty where the message draws the place, in lines of its own, or nobody knows it. */
    private static String place(JacksonException e) {
        TokenStreamLocation place = e.getLocation();
        boolean known = place != null && place.getLineNr() > 0;
        return known && !e.getOriginalMessage().contains("\n")
                ? " (line %d, column %d)".formatted(place.getLineNr(), place.getColumnNr())
                : "";
    }

    private static String field(JacksonException e) {
        StringBuilder field = new StringBuilder();
        for (var at : e.getPath()) {
            if (at.getPropertyName() == null) {
                field.append('[').append(at.getIndex()).append(']');
            } else {
                field.append(field.isEmpty() ? "" : ".").append(at.getPropertyName());
            }
        }
        return field.toString();
    }
}
