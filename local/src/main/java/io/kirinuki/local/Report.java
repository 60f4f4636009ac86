package io.kirinuki.local;

import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a job leaves in its output folder: the artifacts, named after their inputs ({@code cat.jpg} gives {@code
 * cat.cutout.png}, but {@code cat.jpg.cutout.png} beside a {@code cat.png}), and {@code results.jsonl} with one answer a
 * line. Owned by one thread.
 */
final class Report implements AutoCloseable {
    private final Path folder;
    private final BufferedWriter results;
    private final Map<String, Integer> stems = new HashMap<>();
    private final List<String> failed = new ArrayList<>();
    private int succeeded;

    Report(Path folder, List<Input> inputs) throws IOException {
        this.folder = folder;
        for (Input input : inputs) {
            String stem = withoutExtension(input.name());
            stems.merge(stem, 1, Integer::sum);
            // A full name counts as well: it may be the stem of another, as of cat.jpg.png.
            if (!stem.equals(input.name())) stems.merge(input.name(), 1, Integer::sum);
        }
        Files.createDirectories(folder);
        this.results = Files.newBufferedWriter(resultsFile(), StandardCharsets.UTF_8);
    }

    Path resultsFile() {
        return folder.resolve("results.jsonl");
    }

    void add(Input input, ImageAnswer answer, ImageJob job) throws InterruptedException {
        try {
            results.write(new String(Json.write(answer), StandardCharsets.UTF_8));
            results.newLine();
            results.flush();
            switch (answer) {
                case ImageResult result -> {
                    for (var artifact : result.artifacts()) save(input, artifact, job.download(artifact));
                    succeeded++;
                }
                case ImageFailure failure ->
                    failed.add("%s: %s: %s"
                            .formatted(
                                    input.name(),
                                    failure.failure().name(),
                                    failure.failure().message()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An input that never reached the system, which so has no answer to it. */
    void unread(Input input, String why) {
        failed.add("%s: Unreadable: %s".formatted(input.name(), why));
    }

    private void save(Input input, ImageResult.Artifact artifact, byte[] bytes) throws IOException {
        String key = artifact.key();
        String stem = withoutExtension(input.name());
        String name = stems.get(stem) == 1 ? stem : input.name();
        Path file = folder.resolve(name + "." + artifact.role() + key.substring(key.lastIndexOf('.')));
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private static String withoutExtension(String name) {
        int dot = name.lastIndexOf('.');
        return dot > name.lastIndexOf('/') + 1 ? name.substring(0, dot) : name;
    }

    int succeeded() {
        return succeeded;
    }

    /** Each failed input with its reason. */
    List<String> failed() {
        return List.copyOf(failed);
    }

    @Override
    public void close() throws IOException {
        results.close();
    }
}
