package io.kirinuki.kube;

import io.kirinuki.schema.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/** What kubectl and helm of this machine do, in one namespace. Any thread. */
record Cluster(String namespace, Path folder) {
    /** What a command said, and its exit code. */
    record Said(int exit, String text) {}

    Said run(String... words) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "said", ".txt");
        try {
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            return new Said(process.waitFor(), Files.readString(out));
        } finally {
            Files.delete(out);
        }
    }

    private Said must(String... words) throws IOException, InterruptedException {
        Said said = run(words);
        if (said.exit() != 0) throw new IllegalStateException(String.join(" ", words) + ": " + said.text());
        return said;
    }

    private static String[] words(List<String> first, String... more) {
        List<String> all = new ArrayList<>(first);
        all.addAll(Arrays.asList(more));
        return all.toArray(String[]::new);
    }

    String kubectl(String... words) throws IOException, InterruptedException {
        return must(words(List.of("kubectl", "-n", namespace), words)).text();
    }

    Said tryKubectl(String... words) throws IOException, InterruptedException {
        return run(words(List.of("kubectl", "-n", namespace), words));
    }

    JsonNode get(String... words) throws IOException, InterruptedException {
        return Json.MAPPER.readTree(kubectl(words(List.of("get", "-o", "json"), words)));
    }

    void apply(String yaml) throws IOException, InterruptedException {
        Path file = Files.createTempFile(folder, "object", ".yaml");
        Files.writeString(file, yaml);
        must("kubectl", "-n", namespace, "apply", "-f", file.toString());
    }

    /** Installs or upgrades; {@code values} hide each other from left to right. */
    void helm(String release, Path chart, String... values) throws IOException, InterruptedException {
        List<String> words =
                new ArrayList<>(List.of("helm", "upgrade", "--install", release, chart.toString(), "-n", namespace));
        for (String text : values) {
            Path file = Files.createTempFile(folder, "values", ".yaml");
            Files.writeString(file, text);
            words.addAll(List.of("--values", file.toString()));
        }
        must(words.toArray(String[]::new));
    }

    void rollback(String release, int revision) throws IOException, InterruptedException {
        must("helm", "rollback", release, Integer.toString(revision), "-n", namespace);
    }

    void uninstall(String release) throws IOException, InterruptedException {
        must("helm", "uninstall", release, "-n", namespace);
    }

    /** Names of a release's workers that are not on their way out. */
    List<String> workers(String release) throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        for (JsonNode pod : get(
                        "pods", "-l", "app.kubernetes.io/instance=" + release + ",app.kubernetes.io/name=kirinuki")
                .get("items")) {
            if (!pod.at("/metadata").has("deletionTimestamp"))
                names.add(pod.at("/metadata/name").asString());
        }
        return names;
    }

    /** Looks each second. */
    static boolean within(Duration patience, BooleanSupplier so) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() > deadline) return false;
            Thread.sleep(1_000);
        }
        return true;
    }
}
