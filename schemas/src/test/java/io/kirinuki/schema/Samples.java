package io.kirinuki.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The event contract's files, found where consumers find them: beside the classes. */
final class Samples {
    static final List<String> EVENTS = List.of("image-request", "image-result", "image-failure", "image-removal");

    private Samples() {}

    /** The golden samples of one event. */
    static Stream<Path> of(String event) {
        return all().filter(file -> file.getFileName().toString().startsWith(event + "."));
    }

    static Stream<Path> all() {
        return files(path("samples"));
    }

    static Stream<Path> schemas() {
        return files(path("samples").getParent())
                .filter(file -> file.getFileName().toString().endsWith(".schema.json"));
    }

    private static Stream<Path> files(Path folder) {
        try (var files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path path(String resource) {
        try {
            return Path.of(Samples.class.getResource(resource).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
