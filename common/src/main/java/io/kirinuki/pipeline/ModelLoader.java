package io.kirinuki.pipeline;

import io.kirinuki.batch.AcceleratorException;
import io.kirinuki.batch.BatchListener;
import io.kirinuki.batch.Batcher;
import io.kirinuki.batch.BatcherConfig;
import io.kirinuki.model.ModelException;
import io.kirinuki.model.ModelFolder;
import io.kirinuki.model.ModelManifest;
import io.kirinuki.model.Network;
import io.kirinuki.model.NetworkOptions;

/** Makes of a folder a model that is warm and batched, or says why it cannot. */
@FunctionalInterface
public interface ModelLoader {
    ServedModel load(ModelFolder folder) throws ModelException;

    static ModelLoader of(NetworkOptions options, BatcherConfig config, BatchListener listener) {
        return folder -> {
            Network model = Network.load(folder.path(), options);
            try {
                ModelManifest manifest = model.manifest();
                refuseUnlessFolderSays(folder, manifest);
                return new ServedModel(
                        manifest.name(),
                        manifest.version(),
                        model.sha256(),
                        model.device().label(),
                        manifest.input(),
                        manifest.output(),
                        new Batcher<>(model, config, listener));
            } catch (AcceleratorException e) {
                model.close();
                throw new ModelException("%s: no memory for its lanes: %s".formatted(folder, e.getMessage()), e);
            } catch (ModelException | RuntimeException | Error e) {
                model.close();
                throw e;
            }
        };
    }

    /** A copy whose manifest nobody changed would go by its original's name in every result. */
    private static void refuseUnlessFolderSays(ModelFolder folder, ModelManifest manifest) throws ModelException {
        if (!manifest.name().equals(folder.name()) || !manifest.version().equals(folder.version())) {
            throw new ModelException(
                    "%s: its model.yaml says name %s, version %s; the folder must be NAME/VERSION as in the manifest"
                            .formatted(folder.path(), manifest.name(), manifest.version()));
        }
    }
}
