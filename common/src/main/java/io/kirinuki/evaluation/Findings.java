package io.kirinuki.evaluation;

import io.kirinuki.evaluation.Matching.Named;
import io.kirinuki.evaluation.Matching.Problem;
import io.kirinuki.evaluation.Stock.Item;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Values with the names of their images, out of all files of a stock that may hold any: {@code .csv} with a head that has
 * {@code name} and the value's column; {@code .jsonl} and {@code .ndjson} with an object a line; {@code result.json}.
 * An object has the fields {@code name} and the value's, or is what a worker says of an image, as an answer or a
 * sidecar: then the name is its source's key, and the value is among its measures.
 *
 * <p>What holds no value is a problem that names the file and its line.
 */
public record Findings<V>(List<Named<V>> values, List<Problem> problems) {
    /** Where a value is, and how it is read. */
    public interface Kind<V> {
        /** Of the column and of the field. */
        String field();

        /** Refuses what cannot be one with an {@link IllegalArgumentException}. */
        V read(String text);

        /** Among the measures of a worker's answer; empty where they have none. */
        Optional<V> measured(JsonNode measures);
    }

    public static final Kind<Double> DEGREES = new Kind<>() {
        @Override
        public String field() {
            return "degrees";
        }

        @Override
        public Double read(String text) {
            double degrees = Double.parseDouble(text);
            if (!Double.isFinite(degrees)) throw new IllegalArgumentException("not finite");
            return degrees;
        }

        @Override
        public Optional<Double> measured(JsonNode measures) {
            return measures.path("degrees").doubleValueOpt().stream().boxed().findFirst();
        }
    };

    public static final Kind<String> LABEL = new Kind<>() {
        @Override
        public String field() {
            return "label";
        }

        @Override
        public String read(String text) {
            if (text.isEmpty()) throw new IllegalArgumentException("empty");
            return text;
        }

        @Override
        public Optional<String> measured(JsonNode measures) {
            return measures.path("labels").path(0).path("label").stringValueOpt();
        }
    };

    public static <V> Findings<V> in(Stock stock, Kind<V> kind) throws FailedException, InterruptedException {
        Findings<V> findings = new Findings<>(new ArrayList<>(), new ArrayList<>());
        for (Item item : stock.items()) {
            String name = item.name().toLowerCase(Locale.ROOT);
            boolean csv = name.endsWith(".csv");
            boolean lines = name.endsWith(".jsonl") || name.endsWith(".ndjson");
            if (!csv && !lines && !name.endsWith("result.json")) continue;
            String text = new String(stock.read(item), StandardCharsets.UTF_8);
            if (csv) findings.readCsv(text, item, kind);
            else if (lines) findings.readLines(text, item, kind);
            else findings.readJson(text, item.place(), kind);
        }
        return findings;
    }

    private void readCsv(String text, Item item, Kind<V> kind) {
        List<List<String>> rows = Csv.rows(text);
        int name = rows.isEmpty() ? -1 : rows.getFirst().indexOf("name");
        int value = rows.isEmpty() ? -1 : rows.getFirst().indexOf(kind.field());
        if (name < 0 || value < 0) {
            problems.add(
                    new Problem(item.name(), "%s has no head with name and %s".formatted(item.place(), kind.field())));
            return;
        }
        for (int i = 1; i < rows.size(); i++) {
            String place = "%s row %d".formatted(item.place(), i + 1);
            List<String> row = rows.get(i);
            if (row.size() <= Math.max(name, value)) problems.add(new Problem(place, "too few columns"));
            else add(row.get(name), row.get(value), place, kind);
        }
    }

    private void readLines(String text, Item item, Kind<V> kind) {
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (!line.isBlank()) readJson(line, "%s line %d".formatted(item.place(), number), kind);
        }
    }

    private void readJson(String text, String place, Kind<V> kind) {
        JsonNode object;
        try {
            object = Json.MAPPER.readTree(text);
        } catch (JacksonException e) {
            problems.add(new Problem(place, "no JSON: " + e.getOriginalMessage()));
            return;
        }
        Optional<String> key = object.path("source").path("key").stringValueOpt();
        Optional<String> name = object.path("name").stringValueOpt().or(() -> key);
        if (name.isEmpty()) {
            problems.add(new Problem(place, "neither a name nor a source's key"));
        } else if (object.has(kind.field())) {
            JsonNode value = object.get(kind.field());
            add(name.get(), value.isString() ? value.stringValue() : value.toString(), place, kind);
        } else {
            String nameOfImage = NameRule.of(name.get());
            kind.measured(object.path("measures"))
                    .ifPresentOrElse(
                            value -> values.add(new Named<>(nameOfImage, place, value)),
                            () -> problems.add(new Problem(nameOfImage, missing(object, place, kind))));
        }
    }

    private static String missing(JsonNode object, String place, Kind<?> kind) {
        return object.path("failure")
                .path("name")
                .stringValueOpt()
                .map(failure -> "%s: the answer is a failure, %s".formatted(place, failure))
                .orElseGet(() -> "%s: no %s".formatted(place, kind.field()));
    }

    private void add(String name, String text, String place, Kind<V> kind) {
        try {
            values.add(new Named<>(NameRule.of(name), place, kind.read(text)));
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(name, "%s: \"%s\" is no %s".formatted(place, text, kind.field())));
        }
    }

    /** Both brought together; problems of all kinds. */
    public static <V> Matching<V, V> match(Findings<V> predicted, Findings<V> truth) {
        Matching<V, V> matching = Matching.of(predicted.values(), truth.values());
        List<Problem> problems = new ArrayList<>(truth.problems());
        problems.addAll(predicted.problems());
        problems.addAll(matching.problems());
        return new Matching<>(matching.pairs(), List.copyOf(problems));
    }
}
