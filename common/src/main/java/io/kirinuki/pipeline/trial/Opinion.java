package io.kirinuki.pipeline.trial;

import io.kirinuki.model.Prediction;
import java.util.List;

/**
 * What a version of a model says about one image.
 *
 * @param classes that its prediction counts by, in their order; empty where it knows none
 */
public record Opinion(Prediction prediction, List<String> classes) {
    public Opinion {
        classes = List.copyOf(classes);
    }
}
