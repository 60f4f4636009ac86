package io.kirinuki.worker.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a ledger has answered since the last commit, which comes back where that transaction is aborted. Owned by the task's stream thread. */
final class Settled {
    private final Commits commits;
    private final List<LedgerEntry> entries = new ArrayList<>();
    private long at;

    Settled(Commits commits) {
        this.commits = commits;
        this.at = commits.count();
    }

    void add(LedgerEntry entry) {
        if (at != commits.count()) entries.clear();
        at = commits.count();
        entries.add(entry);
    }

    /** Whether anything waits for the commit that makes its answer visible. */
    boolean any() {
        return at == commits.count() && !entries.isEmpty();
    }

    /** The deaths that stood against each, by request. */
    Map<String, Integer> sinceCommit() {
        Map<String, Integer> deaths = new HashMap<>();
        entries.forEach(entry -> deaths.put(Ledger.id(entry.position()), entry.deaths()));
        return deaths;
    }
}
