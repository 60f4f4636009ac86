package io.kirinuki.local.process;

import io.kirinuki.image.Blob;
import io.kirinuki.local.Content;
import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageRemoval;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What a job leaves in its output folder: the artifacts, named after their inputs, {@code results.jsonl} with one answer a
 * line, and a {@link ContactSheet}. What is there already with the same bytes is left alone. Owned by one thread.
 */
final class Report implements AutoCloseable {
    private final Path folder;
    private final BufferedWriter results;
    private final OutputNames names = new OutputNames();
    private final Deque<ContactSheet.Card> cards = new ArrayDeque<>();
    private final Deque<ContactSheet.Refusal> refusals = new ArrayDeque<>();
    private int succeeded;
    private int before;
    private int failed;

    Report(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        this.results = Files.newBufferedWriter(resultsFile(), StandardCharsets.UTF_8);
    }

    Path resultsFile() {
        return folder.resolve("results.jsonl");
    }

    void expect(List<Input> inputs) {
        names.expect(inputs);
    }

    /** The line to be said of it, where it failed. */
    Optional<String> add(Input input, ImageAnswer answer, ImageJob job) throws InterruptedException {
        try {
            results.write(new String(Json.write(answer), StandardCharsets.UTF_8));
            results.newLine();
            results.flush();
            return switch (answer) {
                case ImageResult result -> {
                    keep(input, result, job);
                    yield Optional.empty();
                }
                case ImageRemoval removal -> Optional.empty(); // nobody sends store's messages here
                case ImageFailure failure ->
                    Optional.of(refuse(
                            input, failure.failure().name(), failure.failure().message()));
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An input that never reached the system, which so has no answer to it; the line to be said of it. */
    String unread(Input input, String why) {
        return refuse(input, "Unreadable", why);
    }

    private String refuse(Input input, String name, String why) {
        failed++;
        refusals.add(new ContactSheet.Refusal(input.name(), name, why));
        if (refusals.size() > ContactSheet.MOST) refusals.removeFirst();
        return "%s: %s: %s".formatted(input.name(), name, why);
    }

    private void keep(Input input, ImageResult result, ImageJob job) throws IOException, InterruptedException {
        boolean reused = result.reused().orElse(false);
        List<ContactSheet.File> files = new ArrayList<>();
        for (var artifact : result.artifacts()) {
            String key = artifact.key();
            Path file = folder.resolve(names.of(input) + "." + artifact.role() + key.substring(key.lastIndexOf('.')));
            if (!reused || !isThere(file, artifact)) {
                Files.createDirectories(file.getParent());
                Files.write(file, job.download(artifact));
            }
            files.add(new ContactSheet.File(file, artifact));
        }
        succeeded++;
        if (reused) before++;
        Optional<Path> photo =
                input.content() instanceof Content.OfFile(var file) ? Optional.of(file) : Optional.empty();
        cards.removeIf(card -> card.name().equals(input.name()));
        cards.add(new ContactSheet.Card(input.name(), photo, result, files));
        if (cards.size() > ContactSheet.MOST) cards.removeFirst();
    }

    private static boolean isThere(Path file, ImageResult.Artifact artifact) throws IOException {
        return Files.exists(file)
                && Files.size(file) == artifact.bytes()
                && Blob.of(Files.readAllBytes(file)).sha256().equals(artifact.sha256());
    }

    /** Writes the contact sheet; where it is. */
    Path sheet() throws IOException, InterruptedException {
        return new ContactSheet(folder, succeeded, List.copyOf(cards), failed, List.copyOf(refusals)).write();
    }

    int succeeded() {
        return succeeded;
    }

    /** How many of those had been done by an earlier run. */
    int before() {
        return before;
    }

    int failed() {
        return failed;
    }

    @Override
    public void close() throws IOException {
        results.close();
    }
}
