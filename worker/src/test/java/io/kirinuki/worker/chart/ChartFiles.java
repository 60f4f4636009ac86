package io.kirinuki.worker.chart;

import io.kirinuki.schema.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The chart's own files, read. */
final class ChartFiles {
    static final Path CHART = Path.of("..", "deploy", "helm", "kirinuki");

    private static final Pattern KEY = Pattern.compile("( *)([A-Za-z]+):(.*)");
    private static final String MEANING = "# -- ";

    private ChartFiles() {}

    /** What a value means, and its default as written. */
    record Value(String meaning, String fallback) {}

    static String text(String name) throws IOException {
        return Files.readString(CHART.resolve(name));
    }

    static JsonNode schema() throws IOException {
        return Json.MAPPER.readTree(text("values.schema.json"));
    }

    static JsonNode values() throws IOException {
        return YAMLMapper.builder().build().readTree(text("values.yaml"));
    }

    /** Values with a meaning before them, by path, in the file's order. What has none is but a folder of others. */
    static Map<String, Value> documented() throws IOException {
        Map<String, Value> found = new LinkedHashMap<>();
        List<String> path = new ArrayList<>();
        List<Integer> depths = new ArrayList<>();
        String meaning = "";
        for (String line : text("values.yaml").lines().toList()) {
            if (line.strip().startsWith(MEANING)) {
                meaning = line.strip().substring(MEANING.length());
                continue;
            }
            Matcher key = KEY.matcher(line);
            if (!key.matches()) continue;
            int depth = key.group(1).length();
            while (!depths.isEmpty() && depths.getLast() >= depth) {
                depths.removeLast();
                path.removeLast();
            }
            // Within a value that is documented as a whole, such as the resources.
            boolean within = found.containsKey(String.join(".", path));
            path.add(key.group(2));
            depths.add(depth);
            if (!within && !meaning.isEmpty()) {
                String fallback = key.group(3).strip();
                found.put(
                        String.join(".", path), new Value(meaning, fallback.isEmpty() ? "see values.yaml" : fallback));
            }
            meaning = "";
        }
        return found;
    }

    /** Every value that the schema knows, as far as {@code documented} values are. */
    static List<String> known(JsonNode schema, Map<String, Value> documented) {
        List<String> known = new ArrayList<>();
        walk(schema, schema, "", documented, known);
        return known;
    }

    private static void walk(
            JsonNode root, JsonNode node, String path, Map<String, Value> documented, List<String> known) {
        JsonNode here = node.has("$ref") ? root.at(node.get("$ref").asString().substring(1)) : node;
        for (Map.Entry<String, JsonNode> property : here.path("properties").properties()) {
            String below = path.isEmpty() ? property.getKey() : path + "." + property.getKey();
            JsonNode value = property.getValue();
            JsonNode meant =
                    value.has("$ref") ? root.at(value.get("$ref").asString().substring(1)) : value;
            if (documented.containsKey(below) || !meant.has("properties")) known.add(below);
            else walk(root, value, below, documented, known);
        }
    }
}
