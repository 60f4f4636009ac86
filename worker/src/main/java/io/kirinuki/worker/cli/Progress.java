package io.kirinuki.worker.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far something is: a bar with rate and time left on a terminal, a line now and then elsewhere. Owned by one thread. */
public interface Progress extends AutoCloseable {
    /** What is counted: {@code size} counts make one of what people are told. */
    enum Unit {
        IMAGES("images", 1, "%.0f"),
        RECORDS("records", 1, "%.0f"),
        BYTES("MB", 1_000_000, "%.1f");

        private final String shown;
        private final long size;
        private final String format;

        Unit(String shown, long size, String format) {
            this.shown = shown;
            this.size = size;
            this.format = format;
        }

        private String show(long count) {
            return String.format(Locale.ROOT, format, (double) count / size);
        }
    }

    /** So much is done by now. */
    void reach(long done);

    /** A few words behind the figures, in place of those before. */
    default void note(String words) {}

    @Override
    void close();

    /**
     * @param done what was done before, and not at today's rate
     * @param total below 0 if nobody knows
     */
    static Progress of(String what, Unit unit, long done, long total, PrintWriter err) {
        // The launcher looks: Java 21 cannot tell a terminal from a pipe.
        return Boolean.getBoolean("kirinuki.terminal")
                ? new Bar(what, unit, done, total)
                : new Lines(what, unit, done, total, err);
    }

    /** For people. */
    final class Bar implements Progress {
        private final ProgressBar bar;

        private Bar(String what, Unit unit, long done, long total) {
            bar = new ProgressBarBuilder()
                    .setTaskName(what)
                    .setInitialMax(total)
                    .startsFrom(done, Duration.ZERO)
                    .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                    .setUpdateIntervalMillis(200)
                    .setUnit(" " + unit.shown, unit.size)
                    .showSpeed()
                    .build();
        }

        @Override
        public void reach(long done) {
            bar.stepTo(done);
        }

        @Override
        public void note(String words) {
            bar.setExtraMessage(" " + words);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** For logs. */
    final class Lines implements Progress {
        private static final long EVERY_NANOS = 5_000_000_000L;
        private final String what;
        private final Unit unit;
        private final long before;
        private final long total;
        private final PrintWriter err;
        private final long start = System.nanoTime();
        private long last = start;
        private String note = "";

        private Lines(String what, Unit unit, long done, long total, PrintWriter err) {
            this.what = what;
            this.unit = unit;
            this.before = done;
            this.total = total;
            this.err = err;
        }

        @Override
        public void reach(long done) {
            long now = System.nanoTime();
            if (now - last < EVERY_NANOS && done != total) return;
            last = now;
            double rate = (done - before) / ((now - start) / 1e9);
            err.printf(
                    Locale.ROOT,
                    "%s: %s%s %s, %.1f %s/s%s%s%n",
                    what,
                    unit.show(done),
                    total < 0 ? "" : " of " + unit.show(total),
                    unit.shown,
                    rate / unit.size,
                    unit.shown,
                    total < 0 || rate == 0 ? "" : String.format(Locale.ROOT, ", %.0f s left", (total - done) / rate),
                    note);
            err.flush();
        }

        @Override
        public void note(String words) {
            note = ", " + words;
        }

        @Override
        public void close() {}
    }
}
