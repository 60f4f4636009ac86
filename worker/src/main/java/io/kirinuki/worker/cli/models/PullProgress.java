package io.kirinuki.worker.cli.models;

import io.kirinuki.catalogue.DownloadListener;
import io.kirinuki.worker.cli.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Shows a download to people: a bar for each connection, and a line for each one that failed. Owned by one thread. */
final class PullProgress implements DownloadListener, AutoCloseable {
    private final String what;
    private final PrintWriter err;
    private Optional<Progress> progress = Optional.empty();

    PullProgress(String what, PrintWriter err) {
        this.what = what;
        this.err = err;
    }

    @Override
    public void receiving(long have, OptionalLong total) {
        close();
        progress = Optional.of(Progress.of(what, Progress.Unit.BYTES, have, total.orElse(-1), err));
    }

    @Override
    public void received(long have) {
        progress.ifPresent(it -> it.reach(have));
    }

    @Override
    public void retrying(String reason, Duration pause) {
        close();
        err.printf("%s: %s; trying again in %.0f s%n", what, reason, pause.toMillis() / 1e3);
        err.flush();
    }

    @Override
    public void close() {
        progress.ifPresent(Progress::close);
        progress = Optional.empty();
    }
}
