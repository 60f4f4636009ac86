package io.kirinuki.worker.job.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Conditions that must all hold, as people write them: {@code bucket=shop, prefix=cars/, model!=2c26b46b}. A value is
 * one text or several, parted by |; in a value of text, * stands for any run of characters. A text that holds a comma or a
 * bar stands in double quotes, in which a backslash takes the next character as it is.
 *
 * @param <T> what they are about
 */
public record Where<T>(List<Condition<T>> conditions) implements Predicate<T> {
    /** A value that conditions may be about: none, one or several texts of each thing. */
    public record Field<T>(Match match, Function<T, List<String>> values) {}

    /** How a field's value and a condition's are compared. */
    public enum Match {
        TEXT,
        /** The field starts with the value, as a digest does with its first digits. */
        START,
        END,
        NUMBER
    }

    /** One condition; of {@code !=} the negation of {@code =}, so that it holds where there is no value. */
    record Condition<T>(Field<T> field, String operator, List<String> wanted) implements Predicate<T> {
        @Override
        public boolean test(T thing) {
            List<String> values = field.values().apply(thing);
            return switch (operator) {
                case "=" -> values.stream().anyMatch(this::equal);
                case "!=" -> values.stream().noneMatch(this::equal);
                case "<" -> values.stream().anyMatch(one -> Double.parseDouble(one) < number());
                default -> values.stream().anyMatch(one -> Double.parseDouble(one) > number());
            };
        }

        private double number() {
            return Double.parseDouble(wanted.getFirst());
        }

        private boolean equal(String own) {
            return wanted.stream().anyMatch(one -> switch (field.match()) {
                case TEXT -> own.matches(glob(one));
                case START -> own.startsWith(one);
                case END -> own.endsWith(one);
                case NUMBER -> Double.parseDouble(own) == Double.parseDouble(one);
            });
        }

        private static String glob(String wanted) {
            return "(?s)"
                    + Arrays.stream(wanted.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        }
    }

    private static final Pattern CONDITION = Pattern.compile("\\s*([A-Za-z]+)\\s*(!=|=|<|>)(.*)", Pattern.DOTALL);

    @Override
    public boolean test(T thing) {
        return conditions.stream().allMatch(condition -> condition.test(thing));
    }

    /** The conditions of these fields; throws {@link IllegalArgumentException} for a field that is none of the known. */
    public static <T> Where<T> parse(String text, Map<String, Field<T>> fields, Iterable<String> known) {
        List<Condition<T>> conditions = new ArrayList<>();
        if (text.isBlank()) return new Where<>(conditions);
        List<String> names = new ArrayList<>();
        known.forEach(names::add);
        for (String one : Quoted.parts(text, ',')) {
            var parts = CONDITION.matcher(one);
            if (!parts.matches()) {
                throw new IllegalArgumentException(
                        "\"%s\" is no condition such as prefix=cars/ or model!=2c26b46b".formatted(one.strip()));
            }
            if (!names.contains(parts.group(1))) {
                throw new IllegalArgumentException(
                        "\"%s\" is none of the fields %s".formatted(parts.group(1), String.join(", ", names)));
            }
            Field<T> field = fields.get(parts.group(1));
            if (field != null) conditions.add(condition(field, parts.group(1), parts.group(2), parts.group(3)));
        }
        return new Where<>(List.copyOf(conditions));
    }

    private static <T> Condition<T> condition(Field<T> field, String name, String operator, String value) {
        List<String> wanted = Quoted.parts(value, '|').stream()
                .filter(one -> !one.isBlank())
                .map(Quoted::plain)
                .toList();
        boolean compares = operator.equals("<") || operator.equals(">");
        if (compares && field.match() != Match.NUMBER) {
            throw new IllegalArgumentException("%s is no number: use = or !=".formatted(name));
        }
        if (field.match() == Match.NUMBER && !value.strip().matches("-?[0-9]+(\\.[0-9]+)?")) {
            throw new IllegalArgumentException("%s: a number expected, found \"%s\"".formatted(name, value.strip()));
        }
        if (wanted.isEmpty())
            throw new IllegalArgumentException("%s: a value expected behind %s".formatted(name, operator));
        return new Condition<>(field, operator, wanted);
    }

    public static <T> Field<T> text(Function<T, List<String>> values) {
        return new Field<>(Match.TEXT, values);
    }
}
