package io.kirinuki.model;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;

/**
 * The folder of one version of a model, {@code directory/name/version}, as it looked at one moment. Two looks are equal
 * while no file in it came, went, or changed its size or time.
 */
public record ModelFolder(Path path, Map<String, Content> files) {
    static final String MANIFEST = "model.yaml";

    /** A file as far as a look tells, without reading it. */
    public record Content(long bytes, FileTime modified) {}

    public ModelFolder {
        files = Map.copyOf(files);
    }

    /** The model's. */
    public String name() {
        return path.getParent().getFileName().toString();
    }

    public String version() {
        return path.getFileName().toString();
    }

    /** Of all its files. */
    public long bytes() {
        return files.values().stream().mapToLong(Content::bytes).sum();
    }

    /** Name and version. */
    @Override
    public String toString() {
        return name() + " " + version();
    }
}
