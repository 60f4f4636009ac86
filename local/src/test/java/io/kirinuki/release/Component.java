package io.kirinuki.release;

import io.kirinuki.schema.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Somebody else's part of what ships, as the build's software bill of materials names it.
 *
 * @param licences of which one may be chosen; empty where its makers name none
 */
record Component(String group, String name, String version, List<String> licences) {
    /** All that a CycloneDX file names, but for our own modules. */
    static List<Component> of(JsonNode bill) {
        List<Component> components = new ArrayList<>();
        for (JsonNode component : bill.path("components")) {
            String group = component.path("group").asString("");
            if (group.equals("io.kirinuki")) continue;
            // With -Pcuda another build of the same comes along.
            String name = component.get("name").asString().replace("onnxruntime_gpu", "onnxruntime");
            components.add(new Component(group, name, component.get("version").asString(), licences(component)));
        }
        return components;
    }

    /** Of these what one of our modules needs, through however many others. */
    static List<Component> neededBy(String module, JsonNode bill) {
        Map<String, JsonNode> needs = new HashMap<>();
        for (JsonNode dependency : bill.get("dependencies")) {
            needs.put(dependency.get("ref").asString(), dependency.path("dependsOn"));
        }
        Set<String> needed = new HashSet<>();
        Deque<String> open = new ArrayDeque<>();
        needs.keySet().stream().filter(ref -> ref.contains("/" + module + "@")).forEach(open::add);
        while (!open.isEmpty()) {
            String ref = open.remove();
            if (!needed.add(ref)) continue;
            for (JsonNode next : needs.get(ref)) open.add(next.asString());
        }
        ObjectNode only = Json.MAPPER.createObjectNode();
        ArrayNode components = only.putArray("components");
        for (JsonNode component : bill.get("components")) {
            if (needed.contains(component.get("bom-ref").asString())) components.add(component);
        }
        return of(only);
    }

    private static List<String> licences(JsonNode component) {
        List<String> licences = new ArrayList<>();
        for (JsonNode entry : component.path("licenses")) {
            JsonNode licence = entry.path("license");
            if (entry.has("expression")) {
                licences.addAll(Arrays.asList(entry.get("expression").asString().split(" OR ", -1)));
            } else {
                licences.add(
                        licence.has("id")
                                ? licence.get("id").asString()
                                : licence.path("name").asString(""));
            }
        }
        return licences;
    }

    @Override
    public String toString() {
        return "%s:%s %s".formatted(group, name, version);
    }
}
