package io.kirinuki.pipeline;

import io.kirinuki.model.ModelFolder;
import io.kirinuki.pipeline.trial.TrialEnd;
import io.kirinuki.pipeline.trial.TrialStanding;
import java.util.Optional;

/** Told how the models change while a worker runs. */
public interface ModelListener {
    /** Images that begin from now on find the model; {@code before} is its namesake, which images in flight still use. */
    void served(ModelFolder folder, ServedModel model, Optional<ServedModel> before);

    /** The folder is not served, and not tried again before something in it changes. */
    void refused(ModelFolder folder, String why);

    /** From now on the version is tried beside the one that is served. */
    default void trialBegan(ModelFolder folder, TrialStanding standing) {}

    /** Comes before the version is served, where it is promoted, and before it is refused, where it is rolled back. */
    default void trialEnded(ModelFolder folder, TrialEnd end) {}
}
