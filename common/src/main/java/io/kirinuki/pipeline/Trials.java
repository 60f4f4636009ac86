package io.kirinuki.pipeline;

import io.kirinuki.model.ModelFolder;
import io.kirinuki.model.ModelFolders;
import io.kirinuki.pipeline.trial.TrialEnd;
import io.kirinuki.pipeline.trial.TrialMemory;
import io.kirinuki.pipeline.trial.TrialTerms;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trials of a worker, one at a time: so there is never more than one model loaded beside those that are served, which
 * is what memory is reckoned for. Others wait until it has ended.
 *
 * <p>Owned by the thread that looks after the models.
 */
final class Trials {
    private static final Logger LOG = LoggerFactory.getLogger(Trials.class);

    /** One less than a request is blamed for, so that it costs none its answer. */
    private static final int MOST_DEATHS = 4;

    private final TrialTerms terms;
    private final TrialMemory memory;
    private final ModelListener listener;
    private Runnable onVerdict = () -> {};
    private Optional<Trial> now = Optional.empty();
    private Optional<TrialMemory.Mark> mark = Optional.empty();
    private String waiting = "";

    Trials(TrialTerms terms, TrialMemory memory, ModelListener listener) {
        this.terms = terms;
        this.memory = memory;
        this.listener = listener;
    }

    /** @param told each time that a trial has a verdict, on any thread; it must not wait */
    void onVerdict(Runnable told) {
        onVerdict = told;
    }

    Optional<Trial> now() {
        return now;
    }

    boolean isOf(ModelFolder folder) {
        return now.filter(trial -> trial.folder().equals(folder)).isPresent();
    }

    /**
     * In the order in which they are to be loaded at a start: the version that was served before, older ones, newer ones
     * that nobody has tried, and last those that were rolled back.
     *
     * @param versions of one name, newest first
     */
    List<ModelFolder> inOrder(List<ModelFolder> versions) {
        Optional<String> served = memory.served(versions.getFirst().name());
        int first = 0; // where none is as old as the one that was served all are untried, and the newest is taken
        for (int i = versions.size() - 1; i >= 0; i--) {
            String version = versions.get(i).version();
            if (served.filter(one -> !ModelFolders.isNewer(version, one)).isPresent()) first = i;
        }
        List<ModelFolder> known = versions.subList(first, versions.size());
        List<ModelFolder> untried = versions.subList(0, first);
        List<ModelFolder> all = new ArrayList<>();
        all.addAll(known.stream().filter(this::isFree).toList());
        all.addAll(untried.stream().filter(this::isFree).toList());
        all.addAll(versions.stream().filter(folder -> !isFree(folder)).toList());
        return all;
    }

    private boolean isFree(ModelFolder folder) {
        return rolledBack(folder).isEmpty();
    }

    /** Why it was rolled back, its files being what they are; empty where it was not. */
    Optional<String> rolledBack(ModelFolder folder) {
        return memory.rolledBack(folder).map(Trials::refusal);
    }

    /** As {@link #rolledBack}; also where workers die of it. */
    Optional<String> condemned(ModelFolder folder) {
        int deaths = memory.deaths(folder);
        if (deaths >= MOST_DEATHS) {
            memory.keep(folder, new TrialEnd.RolledBack("%d workers died while it was tried".formatted(deaths)));
        }
        return rolledBack(folder);
    }

    /** Who dies from now on died while it was tried. */
    void mark(ModelFolder folder) {
        mark = memory.mark(folder);
    }

    void unmark() {
        mark.ifPresent(TrialMemory.Mark::close);
        mark = Optional.empty();
    }

    /** As people read it. */
    static String refusal(String why) {
        return "rolled back: " + why;
    }

    /** This version is served from the start on; it is what new ones are held against, unless that is known already. */
    void begins(ModelFolder folder, Collection<ModelFolder> all) {
        Optional<String> before = memory.served(folder.name());
        boolean isThere = all.stream()
                .anyMatch(one -> one.name().equals(folder.name())
                        && before.filter(one.version()::equals).isPresent());
        if (isThere || !isFree(folder)) return;
        if (before.filter(known -> !ModelFolders.isNewer(folder.version(), known))
                .isPresent()) {
            // Others that share the memory may have it, or it comes again: it was promoted, and stays so.
            LOG.info("Model {} is served, as version {} of it, which was promoted, is not here", folder, before.get());
            return;
        }
        if (before.isEmpty()) {
            LOG.info("Model {} is served without a trial: nothing is known of a version before it", folder);
        }
        serves(folder);
    }

    /** This version is served from now on. */
    void serves(ModelFolder folder) {
        memory.serves(folder.name(), folder.version());
    }

    /** Whether another worker that shares the memory has promoted it. */
    boolean isPromoted(ModelFolder folder) {
        return memory.served(folder.name()).filter(folder.version()::equals).isPresent();
    }

    /** Whether another trial has to end before. */
    boolean isWaiting(ModelFolder folder) {
        boolean waits = now.filter(trial -> !trial.folder().name().equals(folder.name()))
                .isPresent();
        String what = "%s for %s".formatted(folder, now.map(Trial::folder));
        if (waits && !waiting.equals(what)) {
            waiting = what;
            LOG.info(
                    "Model {} waits for the end of the trial of {}, as one is made at a time",
                    folder,
                    now.orElseThrow().folder());
        }
        return waits;
    }

    /** Why the two cannot be compared; empty where they can. */
    static Optional<String> objection(ServedModel served, ServedModel tried) {
        return served.task() == tried.task()
                ? Optional.empty()
                : Optional.of("its task is %s, and that of version %s, which is served, %s: there is nothing to compare"
                        .formatted(
                                BatchedScene.spelled(tried.task()),
                                served.version(),
                                BatchedScene.spelled(served.task())));
    }

    /** The model on trial is the trial's from here on. */
    void begin(ModelFolder folder, ServedModel served, ServedModel tried, Generations generations) {
        Trial trial = new Trial(terms, folder, served, tried, () -> onVerdict.run());
        Optional<Generations.Generation> before = generations.begin(trial);
        if (before.isEmpty()) {
            tried.close();
            unmark();
            return;
        }
        now = Optional.of(trial);
        listener.trialBegan(folder, trial.standing());
        generations.awaitUnused(before.get());
    }

    /** Ends a trial whose folder is not as it was, or which another worker has the verdict of. */
    void look(Collection<ModelFolder> folders, Generations generations) {
        if (now.isEmpty()) return;
        Trial trial = now.get();
        if (!folders.contains(trial.folder())) {
            withdraw("its files have changed or are gone", generations);
            return;
        }
        trial.look();
        memory.verdict(trial.folder()).ifPresent(trial::end);
    }

    void withdraw(String why, Generations generations) {
        if (now.isEmpty()) return;
        now.get().end(new TrialEnd.Withdrawn(why));
        // What it ended with may be a verdict, which came a moment ago and was not settled: it is found anew.
        drop(new TrialEnd.Withdrawn(why), generations, () -> {});
    }

    /** The verdict that stands of the trial; empty where there is none. */
    Optional<TrialEnd> verdict() {
        return now.flatMap(trial -> trial.end().map(end -> memory.keep(trial.folder(), end)));
    }

    /**
     * Without the version on trial, which is closed.
     *
     * @param told before anything is waited for
     */
    void drop(TrialEnd end, Generations generations, Runnable told) {
        Trial trial = now.orElseThrow();
        now = Optional.empty();
        unmark();
        listener.trialEnded(trial.folder(), end);
        told.run();
        generations.endTrial().ifPresent(before -> trial.closeTried(() -> generations.awaitUnused(before)));
    }

    /** With the version on trial in the place of the one that was served, which is closed. */
    void promote(TrialEnd end, Generations generations) {
        Trial trial = now.orElseThrow();
        now = Optional.empty();
        unmark();
        listener.trialEnded(trial.folder(), end);
        generations.promote(trial).ifPresent(before -> {
            listener.served(trial.folder(), trial.tried(), Optional.of(trial.served()));
            generations.awaitUnused(before);
            trial.served().close();
        });
    }
}
