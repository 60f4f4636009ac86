package io.kirinuki.local;

import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far a job is: a bar with rate and time left on a terminal, a line now and then elsewhere. Owned by one thread. */
interface Progress extends AutoCloseable {
    void step();

    @Override
    void close();

    static Progress of(String what, int total, PrintWriter err) {
        // The launcher looks: Java 21 cannot tell a terminal from a pipe.
        return Boolean.getBoolean("kirinuki.terminal") ? new Bar(what, total) : new Lines(what, total, err);
    }

    /** For people. */
    final class Bar implements Progress {
        private final ProgressBar bar;

        private Bar(String what, int total) {
            bar = new ProgressBarBuilder()
                    .setTaskName(what)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                    .setUpdateIntervalMillis(200)
                    .setUnit(" images", 1)
                    .showSpeed()
                    .build();
        }

        @Override
        public void step() {
            bar.step();
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
        private final int total;
        private final PrintWriter err;
        private final long start = System.nanoTime();
        private long last = start;
        private int done;

        private Lines(String what, int total, PrintWriter err) {
            this.what = what;
            this.total = total;
            this.err = err;
        }

        @Override
        public void step() {
            done++;
            long now = System.nanoTime();
            if (now - last < EVERY_NANOS && done < total) return;
            last = now;
            double rate = done / ((now - start) / 1e9);
            err.printf(
                    Locale.ROOT,
                    "%s: %d of %d, %.1f images/s, %.0f s left%n",
                    what,
                    done,
                    total,
                    rate,
                    (total - done) / rate);
            err.flush();
        }

        @Override
        public void close() {}
    }
}
