package io.kirinuki.worker.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CommitsTest {
    private final AtomicLong nanos = new AtomicLong(1_000);
    private final Commits commits = new Commits(nanos::get);

    @Test
    void restsThreeTimesAsLongAsTheLastCommitTook() {
        assertThat(commits.rested()).as("before any").isTrue();
        commit(10);
        assertThat(commits.rested()).isFalse();
        nanos.addAndGet(29);
        assertThat(commits.rested()).isFalse();
        nanos.addAndGet(1);
        assertThat(commits.rested()).isTrue();
    }

    @Test
    void aCommitThatWasGivenUpIsNotCountedInTheNext() {
        commits.begins();
        nanos.addAndGet(1_000_000);
        commit(10);
        nanos.addAndGet(30);
        assertThat(commits.rested()).isTrue();
    }

    @Test
    void eachThreadHasItsOwn() throws InterruptedException {
        commit(10);
        AtomicBoolean other = new AtomicBoolean();
        Thread thread = new Thread(() -> other.set(commits.count() == 0 && commits.rested()));
        thread.start();
        thread.join();
        assertThat(other).isTrue();
        assertThat(commits.count()).isEqualTo(1);
    }

    private void commit(long took) {
        commits.begins();
        nanos.addAndGet(took);
        commits.committed();
    }
}
