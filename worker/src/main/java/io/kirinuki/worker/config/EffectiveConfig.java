package io.kirinuki.worker.config;

import java.util.List;

/** A configuration that was read, with where each of its values came from. */
public record EffectiveConfig(WorkerConfig config, List<Value> values) {
    public EffectiveConfig {
        values = List.copyOf(values);
    }

    /** A value as given, or stars for a secret; {@code source} is a layer such as {@code default}. */
    record Value(String key, String shown, String source) {}

    /** One {@code key: value # source} a line, in the order of the documented table; secrets are stars. */
    public String print() {
        int width =
                values.stream().mapToInt(value -> line(value).length()).max().orElse(0);
        var text = new StringBuilder();
        for (var value : values) {
            text.append(("%-" + width + "s  # %s%n").formatted(line(value), value.source()));
        }
        return text.toString();
    }

    private static String line(Value value) {
        return value.key() + ": " + value.shown();
    }
}
