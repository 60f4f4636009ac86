package io.kirinuki.worker.chart;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The machine's Helm, where it has one: the file that HELM names, else the first on the path. */
record Helm(Path file) {
    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    /** What one run said. */
    record Said(int exit, String out, String err) {
        /** All objects of a kind, by the documents of the output. */
        List<JsonNode> objects(String kind) {
            List<JsonNode> found = new ArrayList<>();
            try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(out)) {
                while (documents.hasNextValue()) {
                    JsonNode object = documents.nextValue();
                    if (object.path("kind").asString("").equals(kind)) found.add(object);
                }
            }
            return found;
        }

        JsonNode object(String kind) {
            List<JsonNode> found = objects(kind);
            if (found.size() != 1)
                throw new AssertionError(found.size() + " objects of kind " + kind + " in\n" + out + err);
            return found.getFirst();
        }
    }

    static Optional<Helm> ofThisMachine() {
        String named = System.getenv().getOrDefault("HELM", "");
        Stream<Path> places = named.isEmpty()
                ? Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .map(folder -> Path.of(folder, "helm"))
                : Stream.of(Path.of(named));
        return places.filter(Files::isExecutable).findFirst().map(Helm::new);
    }

    Said template(String... values) throws IOException, InterruptedException {
        return run("template", values);
    }

    Said lint(String... values) throws IOException, InterruptedException {
        return run("lint", values);
    }

    /** Each of {@code values} is a file of values, as text. */
    private Said run(String verb, String... values) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(file.toString(), verb));
        command.addAll(verb.equals("lint") ? List.of("--strict") : List.of("kirinuki", "--namespace", "pictures"));
        command.addAll(List.of("--kube-version", "1.30.0", ChartFiles.CHART.toString()));
        List<Path> files = new ArrayList<>();
        Path out = Files.createTempFile("helm", ".out");
        Path err = Files.createTempFile("helm", ".err");
        files.addAll(List.of(out, err));
        try {
            for (String text : values) {
                Path one = Files.createTempFile("values", ".yaml");
                files.add(one);
                Files.writeString(one, text);
                command.addAll(List.of("--values", one.toString()));
            }
            Process helm = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            int exit = helm.waitFor();
            return new Said(exit, Files.readString(out), Files.readString(err));
        } finally {
            for (Path each : files) Files.deleteIfExists(each);
        }
    }
}
