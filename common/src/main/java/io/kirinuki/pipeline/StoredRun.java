package io.kirinuki.pipeline;

import io.kirinuki.schema.ImageResult;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A run of a pipeline as it lies in the store: what its sidecar tells.
 *
 * @param artifacts keys of what it stored
 * @param models the names and digests of those that took part
 * @param work what was asked for, whatever versions of models served it; absent where an earlier program ran it
 */
public record StoredRun(ImageResult.Source source, Set<String> artifacts, List<Model> models, Optional<String> work) {
    /** What sidecars are called, in the folder of their artifacts. */
    public static final String SIDECAR = Sidecar.NAME;

    /** One that took part. */
    public record Model(String name, String sha256) {}

    public StoredRun {
        artifacts = Set.copyOf(artifacts);
        models = List.copyOf(models);
    }

    /** Empty where the bytes are no sidecar, or one of a later program. */
    public static Optional<StoredRun> read(byte[] json) {
        try {
            Sidecar sidecar = Sidecar.read(json);
            return Optional.of(new StoredRun(
                    sidecar.source(),
                    sidecar.artifacts().stream().map(ImageResult.Artifact::key).collect(Collectors.toSet()),
                    sidecar.models().stream()
                            .map(model -> new Model(model.name(), model.sha256()))
                            .toList(),
                    sidecar.work()));
        } catch (Sidecar.UnreadableException e) {
            return Optional.empty();
        }
    }
}
