package io.kirinuki.pipeline;

import io.kirinuki.image.ByteSize;
import io.kirinuki.model.ModelException;
import io.kirinuki.model.ModelFolder;
import io.kirinuki.model.ModelFolders;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which folder each model is served from: the newest version that loads.
 *
 * <p>A folder that changed is loaded once two looks find it the same, as it may be on its way still. One that does not
 * load is refused as it is now and costs nothing more until something in it changes; what is served stays. A version
 * whose folder is gone gives way to the newest that is left; where none loads it stays, in memory. One model is loaded
 * at a time, and its predecessor closed before the next.
 *
 * <p>Owned by one thread, but for {@link #refused}.
 */
final class ModelDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(ModelDirectory.class);

    private final Path directory;
    private final ModelLoader loader;
    private final ByteSize largest;
    private final ModelListener listener;
    private final Map<String, ModelFolder> served = new HashMap<>();
    private final Map<ModelFolder, String> refused = new HashMap<>();
    private final Set<String> orphans = new HashSet<>();
    private Set<ModelFolder> lastLook = Set.of();
    private String trouble = "";
    private volatile SortedMap<String, String> refusals = new TreeMap<>();

    /** @param largest the most bytes of a folder that is loaded while images are worked on */
    ModelDirectory(Path directory, ModelLoader loader, ByteSize largest, ModelListener listener) {
        this.directory = directory;
        this.loader = loader;
        this.largest = largest;
        this.listener = listener;
    }

    /** At start: the newest version of each name that loads, and at least one of each. */
    Map<String, ServedModel> loadAll() throws ModelException {
        var found = ModelFolders.look(directory);
        if (found.isEmpty()) {
            throw new ModelException(
                    "models.directory: no model in %s; a model is a folder name/version with a model.yaml"
                            .formatted(directory.toAbsolutePath()));
        }
        Map<String, ServedModel> models = new HashMap<>();
        try {
            for (List<ModelFolder> versions : found.values()) {
                ServedModel model = newestThatLoads(versions);
                models.put(model.name(), model);
            }
        } catch (ModelException | RuntimeException | Error e) {
            models.values().forEach(ServedModel::close);
            throw e;
        }
        showRefused();
        refused.forEach(listener::refused);
        lastLook = all(found);
        return models;
    }

    private ServedModel newestThatLoads(List<ModelFolder> versions) throws ModelException {
        Optional<ModelException> first = Optional.empty();
        for (ModelFolder folder : versions) {
            try {
                ServedModel model = loader.load(folder);
                served.put(folder.name(), folder);
                return model;
            } catch (ModelException e) {
                if (first.isEmpty()) first = Optional.of(e);
                refused.put(folder, oneLine(e.getMessage()));
            }
        }
        throw first.orElseThrow();
    }

    /** Looks once, and brings what is served up to date; returns when replaced models are closed. */
    void refresh(Generations generations) {
        SortedMap<String, List<ModelFolder>> found;
        try {
            found = ModelFolders.look(directory);
            trouble = "";
        } catch (ModelException e) {
            if (!trouble.equals(e.getMessage())) LOG.warn("{}; models stay as they are", e.getMessage());
            trouble = e.getMessage();
            return;
        }
        Set<ModelFolder> folders = all(found);
        refused.keySet().retainAll(folders);
        showRefused();
        Set<String> names = new HashSet<>(served.keySet());
        names.addAll(found.keySet());
        for (String name : names) update(name, found.getOrDefault(name, List.of()), generations);
        lastLook = folders;
    }

    private void update(String name, List<ModelFolder> versions, Generations generations) {
        Optional<Path> current = Optional.ofNullable(served.get(name)).map(ModelFolder::path);
        boolean gone = current.isPresent() && !isAmong(versions, current.get());
        if (gone && isAmong(lastLook, current.get())) return; // between a removal and its replacement, perhaps
        for (ModelFolder folder : versions) {
            if (folder.equals(served.get(name))) return;
            if (!refused.containsKey(folder)) {
                boolean settled = lastLook.contains(folder);
                if (!settled || load(folder, generations)) return;
            }
            if (current.filter(folder.path()::equals).isPresent()) return; // older ones are for when it is gone
        }
        if (gone && orphans.add(name)) {
            LOG.warn("Model {} has lost its folder, and no other version loads; it stays, in memory", served.get(name));
        }
    }

    private static boolean isAmong(Collection<ModelFolder> folders, Path path) {
        return folders.stream().anyMatch(folder -> folder.path().equals(path));
    }

    /** Whether images find it now. */
    private boolean load(ModelFolder folder, Generations generations) {
        if (folder.bytes() > largest.bytes()) {
            refuse(
                    folder,
                    "%s: it holds %s, and direct memory has room to load %s while images are worked on; raise -Xmx, or restart the worker, which loads models first"
                            .formatted(folder.path(), new ByteSize(folder.bytes()), largest));
            return false;
        }
        ServedModel model;
        try {
            model = loader.load(folder);
        } catch (ModelException e) {
            refuse(folder, e.getMessage());
            return false;
        } catch (RuntimeException | Error e) {
            LOG.error("{} broke while it was loaded", folder.path(), e);
            refuse(folder, e.toString());
            return false;
        }
        serve(folder, model, generations);
        return true;
    }

    private void serve(ModelFolder folder, ServedModel model, Generations generations) {
        Optional<Generations.Generation> replaced = generations.publish(model);
        if (replaced.isEmpty()) {
            model.close();
            return;
        }
        Optional<ServedModel> before = replaced.get().model(model.name());
        served.put(folder.name(), folder);
        orphans.remove(folder.name());
        listener.served(folder, model, before);
        generations.awaitUnused(replaced.get());
        before.ifPresent(ServedModel::close);
    }

    private void refuse(ModelFolder folder, String why) {
        refused.put(folder, oneLine(why));
        showRefused();
        listener.refused(folder, refused.get(folder));
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s+", " ");
    }

    private void showRefused() {
        SortedMap<String, String> now = new TreeMap<>();
        refused.forEach((folder, why) -> now.put(folder.toString(), why));
        refusals = Collections.unmodifiableSortedMap(now);
    }

    private static Set<ModelFolder> all(SortedMap<String, List<ModelFolder>> found) {
        return found.values().stream().flatMap(List::stream).collect(Collectors.toSet());
    }

    /** Why folders are not served, by name and version. Any thread. */
    SortedMap<String, String> refused() {
        return refusals;
    }
}
