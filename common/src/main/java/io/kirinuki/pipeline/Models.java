package io.kirinuki.pipeline;

import io.kirinuki.batch.AcceleratorException;
import io.kirinuki.batch.BatchListener;
import io.kirinuki.batch.Batcher;
import io.kirinuki.batch.BatcherConfig;
import io.kirinuki.model.Device;
import io.kirinuki.model.MaskModel;
import io.kirinuki.model.ModelException;
import io.kirinuki.model.ModelFolders;
import io.kirinuki.model.ModelManifest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The models of a worker, by name: loaded, warm, and each behind its own batcher. */
public final class Models implements AutoCloseable {
    private final Map<String, ServedModel> served = new HashMap<>();

    private Models() {}

    /** Models that were made elsewhere. */
    public static Models of(Map<String, ServedModel> served) {
        Models models = new Models();
        models.served.putAll(served);
        return models;
    }

    /** Loads the newest version of every model in the directory. */
    public static Models load(Path directory, Device device, int maxBatch, BatcherConfig config, BatchListener listener)
            throws ModelException {
        Models models = new Models();
        try {
            for (Path folder : ModelFolders.newest(directory)) {
                MaskModel model = MaskModel.load(folder, device, maxBatch);
                ServedModel served = serve(model, config, listener);
                models.served.put(served.name(), served);
            }
            return models;
        } catch (ModelException | RuntimeException | Error e) {
            models.close();
            throw e;
        }
    }

    private static ServedModel serve(MaskModel model, BatcherConfig config, BatchListener listener)
            throws ModelException {
        ModelManifest manifest = model.manifest();
        try {
            return new ServedModel(
                    manifest.name(),
                    manifest.version(),
                    manifest.sha256(),
                    model.device().label(),
                    manifest.input().size(),
                    new Batcher<>(model, config, listener));
        } catch (AcceleratorException e) {
            model.close();
            throw new ModelException("%s: no memory for its lanes: %s".formatted(manifest.name(), e.getMessage()), e);
        }
    }

    public Map<String, ServedModel> served() {
        return Map.copyOf(served);
    }

    @Override
    public void close() {
        served.values().forEach(ServedModel::close);
    }
}
