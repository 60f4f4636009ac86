package io.kirinuki.pipeline;

import io.kirinuki.batch.AcceleratorException;
import io.kirinuki.batch.BatchListener;
import io.kirinuki.batch.Batcher;
import io.kirinuki.batch.BatcherConfig;
import io.kirinuki.model.ModelException;
import io.kirinuki.model.ModelFolders;
import io.kirinuki.model.ModelManifest;
import io.kirinuki.model.Network;
import io.kirinuki.model.NetworkOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The models of a worker, by name: loaded, warm, and each behind its own batcher. */
public final class Models implements AutoCloseable {
    private final Map<String, ServedModel> served = new HashMap<>();
    private final List<Network> loaded = new ArrayList<>();

    private Models() {}

    /** Models that were made elsewhere. */
    public static Models of(Map<String, ServedModel> served) {
        Models models = new Models();
        models.served.putAll(served);
        return models;
    }

    /** Loads the newest version of every model in the directory. */
    public static Models load(Path directory, NetworkOptions options, BatcherConfig config, BatchListener listener)
            throws ModelException {
        Models models = new Models();
        try {
            for (Path folder : ModelFolders.newest(directory)) {
                Network model = Network.load(folder, options);
                models.loaded.add(model);
                ServedModel served = serve(model, config, listener);
                models.served.put(served.name(), served);
            }
            return models;
        } catch (ModelException | RuntimeException | Error e) {
            models.close();
            throw e;
        }
    }

    private static ServedModel serve(Network model, BatcherConfig config, BatchListener listener)
            throws ModelException {
        ModelManifest manifest = model.manifest();
        try {
            return new ServedModel(
                    manifest.name(),
                    manifest.version(),
                    model.sha256(),
                    model.device().label(),
                    manifest.input(),
                    manifest.output(),
                    new Batcher<>(model, config, listener));
        } catch (AcceleratorException e) {
            throw new ModelException("%s: no memory for its lanes: %s".formatted(manifest.name(), e.getMessage()), e);
        }
    }

    public Map<String, ServedModel> served() {
        return Map.copyOf(served);
    }

    /** Batchers first: a session must not be closed under a run. */
    @Override
    public void close() {
        served.values().forEach(ServedModel::close);
        loaded.forEach(Network::close);
    }
}
