package io.kirinuki.operation;

import io.kirinuki.outcome.Outcome.FailedException;
import java.util.List;
import java.util.Set;

/** What the photo shows: the most likely classes with their probabilities, among the result's measures. */
record ClassifyOperation(String model, int top) implements Operation {
    static ClassifyOperation of(Parameters parameters) throws FailedException {
        return new ClassifyOperation(parameters.text("model", "products"), parameters.integer("top", 1, 1000, 5));
    }

    @Override
    public int revision() {
        return 1;
    }

    @Override
    public Set<String> models() {
        return Set.of(model);
    }

    @Override
    public List<ArtifactName> artifacts() {
        return List.of();
    }

    @Override
    public List<Rendering> render(Scene scene) throws FailedException, InterruptedException {
        scene.label(scene.labels(model).stream().limit(top).toList());
        return List.of();
    }
}
