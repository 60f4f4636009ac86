package io.kirinuki.local;

import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.worker.cli.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A job with everything a person sees of it: progress, artifacts in a folder, failures by name, one line of summary. */
final class JobRun {
    /** How it went, in images. */
    record Summary(int succeeded, int failed) {}

    private JobRun() {}

    static Summary of(LocalSystem system, String pipeline, List<Input> inputs, Path out, PrintWriter terminal)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (Report report = new Report(out, inputs);
                ImageJob job = new ImageJob(system, pipeline);
                Progress progress = Progress.of(pipeline, Progress.Unit.IMAGES, 0, inputs.size(), terminal)) {
            job.run(inputs, new ImageJob.Outcomes() {
                private int done;

                @Override
                public void answered(Input input, ImageAnswer answer) throws InterruptedException {
                    report.add(input, answer, job);
                    progress.reach(++done);
                }

                @Override
                public void unread(Input input, String why) {
                    report.unread(input, why);
                    progress.reach(++done);
                }
            });
            progress.close();
            double seconds = (System.nanoTime() - start) / 1e9;
            report.failed().forEach(line -> terminal.println("failed: " + line));
            terminal.printf(
                    Locale.ROOT,
                    "%d images: %d done, %d failed, in %.1f s (%.1f images/s). Answers: %s%n",
                    inputs.size(),
                    report.succeeded(),
                    report.failed().size(),
                    seconds,
                    inputs.size() / seconds,
                    report.resultsFile());
            terminal.flush();
            return new Summary(report.succeeded(), report.failed().size());
        }
    }
}
