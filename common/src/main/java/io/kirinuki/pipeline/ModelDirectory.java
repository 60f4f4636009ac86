package io.kirinuki.pipeline;

import io.kirinuki.image.ByteSize;
import io.kirinuki.model.ModelException;
import io.kirinuki.model.ModelFolder;
import io.kirinuki.model.ModelFolders;
import io.kirinuki.pipeline.trial.TrialEnd;
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
 * Decides which folder each model is served from: the newest version that loads. Where there are {@link Trials} a newer
 * version than the one that is served is tried first; one that is changed in its place is not.
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
    private final Optional<Trials> trials;
    private final Map<String, ModelFolder> served = new HashMap<>();
    private final Map<ModelFolder, String> refused = new HashMap<>();
    private final Set<String> orphans = new HashSet<>();
    private Set<ModelFolder> lastLook = Set.of();
    private String trouble = "";
    private volatile SortedMap<String, String> refusals = new TreeMap<>();

    /** @param largest the most bytes of a folder that is loaded while images are worked on */
    ModelDirectory(Path directory, ModelLoader loader, ByteSize largest, ModelListener listener) {
        this(directory, loader, largest, listener, Optional.empty());
    }

    /** @param trials of new versions; empty where they are served at once */
    ModelDirectory(
            Path directory, ModelLoader loader, ByteSize largest, ModelListener listener, Optional<Trials> trials) {
        this.directory = directory;
        this.loader = loader;
        this.largest = largest;
        this.listener = listener;
        this.trials = trials;
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
                ServedModel model = firstThatLoads(
                        trials.map(each -> each.inOrder(versions)).orElse(versions));
                models.put(model.name(), model);
            }
        } catch (ModelException | RuntimeException | Error e) {
            models.values().forEach(ServedModel::close);
            throw e;
        }
        trials.ifPresent(each -> recall(each, all(found)));
        showRefused();
        refused.forEach(listener::refused);
        lastLook = all(found);
        return models;
    }

    /** What was found of versions before this start. */
    private void recall(Trials known, Set<ModelFolder> folders) {
        for (ModelFolder folder : folders) {
            Optional<String> rolledBack = known.rolledBack(folder);
            if (rolledBack.isEmpty()) continue;
            if (served.containsValue(folder)) {
                LOG.warn(
                        "Model {} is served, as no other version of it loads, though it was {}",
                        folder,
                        rolledBack.get());
            } else {
                refused.put(folder, rolledBack.get());
            }
        }
        served.values().forEach(folder -> known.begins(folder, folders));
    }

    private ServedModel firstThatLoads(List<ModelFolder> versions) throws ModelException {
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
        settle(generations);
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
        trials.ifPresent(each -> each.look(folders, generations));
        settle(generations);
        Set<String> names = new HashSet<>(served.keySet());
        names.addAll(found.keySet());
        for (String name : names) update(name, found.getOrDefault(name, List.of()), generations);
        lastLook = folders;
    }

    private void update(String name, List<ModelFolder> versions, Generations generations) {
        Optional<Path> current = Optional.ofNullable(served.get(name)).map(ModelFolder::path);
        boolean gone = current.isPresent() && !isAmong(versions, current.get());
        if (gone && isAmong(lastLook, current.get())) return; // between a removal and its replacement, perhaps
        boolean aNewerIsTried = false;
        for (ModelFolder folder : versions) {
            if (folder.equals(served.get(name))) return;
            boolean isNewer = current.isPresent() && !gone && !current.get().equals(folder.path());
            if (isNewer && aNewerIsTried) continue;
            if (trials.filter(each -> each.isOf(folder)).isPresent()) {
                if (!isNewer) {
                    promote(new TrialEnd.Promoted("the version that was served is gone"), generations);
                    return;
                }
                aNewerIsTried = true;
                continue;
            }
            if (!refused.containsKey(folder)) {
                boolean settled = lastLook.contains(folder);
                if (!settled) return;
                if (isNewer && trials.filter(each -> !each.isPromoted(folder)).isPresent()) {
                    aNewerIsTried = tried(trials.get(), folder, generations);
                } else if (load(folder, generations)) {
                    return;
                }
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
        // There is memory for one model beside those that are served.
        trials.filter(each -> served.containsKey(folder.name()))
                .ifPresent(each -> each.withdraw("model %s is loaded in its stead".formatted(folder), generations));
        Optional<ServedModel> model = loaded(folder, "restart the worker, which loads models first");
        model.ifPresent(each -> serve(folder, each, generations));
        return model.isPresent();
    }

    /** Whether it is on trial, or will be once another has ended. */
    private boolean tried(Trials all, ModelFolder folder, Generations generations) {
        Optional<String> condemned = all.condemned(folder);
        if (condemned.isPresent()) {
            refuse(folder, condemned.get());
            return false;
        }
        if (all.isWaiting(folder)) return true;
        all.withdraw("version %s has come".formatted(folder.version()), generations);
        all.mark(folder);
        Optional<ServedModel> model =
                loaded(folder, "have new versions served without a trial (models.trial.mode) and restart the worker");
        if (model.isEmpty()) {
            all.unmark();
            return false;
        }
        ServedModel before = generations.served().get(folder.name());
        Optional<String> objection = Trials.objection(before, model.get());
        if (objection.isPresent()) {
            model.get().close();
            all.unmark();
            refuse(folder, objection.get());
            return false;
        }
        all.begin(folder, before, model.get(), generations);
        return true;
    }

    /** @param otherwise what helps where there is too little memory, beside more of it */
    private Optional<ServedModel> loaded(ModelFolder folder, String otherwise) {
        if (folder.bytes() > largest.bytes()) {
            refuse(
                    folder,
                    "%s: it holds %s, and direct memory has room to load %s while images are worked on; raise -Xmx, or %s"
                            .formatted(folder.path(), new ByteSize(folder.bytes()), largest, otherwise));
            return Optional.empty();
        }
        try {
            return Optional.of(loader.load(folder));
        } catch (ModelException e) {
            refuse(folder, e.getMessage());
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            LOG.error("{} broke while it was loaded", folder.path(), e);
            refuse(folder, e.toString());
            return Optional.empty();
        }
    }

    /** Does what the verdict of a trial says, where there is one. */
    void settle(Generations generations) {
        Optional<TrialEnd> verdict = trials.flatMap(Trials::verdict);
        if (verdict.isEmpty()) return;
        switch (verdict.get()) {
            case TrialEnd.Promoted promoted -> promote(promoted, generations);
            case TrialEnd.RolledBack(String why) -> {
                ModelFolder folder = trials.orElseThrow().now().orElseThrow().folder();
                trials.get().drop(verdict.get(), generations, () -> refuse(folder, Trials.refusal(why)));
            }
            case TrialEnd.Withdrawn withdrawn -> trials.orElseThrow().drop(withdrawn, generations, () -> {});
        }
    }

    private void promote(TrialEnd.Promoted promoted, Generations generations) {
        Trials all = trials.orElseThrow();
        ModelFolder folder = all.now().orElseThrow().folder();
        served.put(folder.name(), folder);
        orphans.remove(folder.name());
        all.promote(promoted, generations);
        all.serves(folder);
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
        trials.ifPresent(each -> each.serves(folder));
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

    /** After which a trial under way was ended by nobody's death. */
    void close() {
        trials.ifPresent(Trials::unmark);
    }
}
