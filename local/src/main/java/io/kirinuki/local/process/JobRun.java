package io.kirinuki.local.process;

import io.kirinuki.local.LocalSystem;
import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.worker.cli.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** A job with everything a person sees of it: progress, artifacts in a folder, failures by name, one line of summary. */
public final class JobRun {
    /**
     * How it went, in images.
     *
     * @param open of those that were begun and, as a signal came, not ended
     */
    public record Summary(int succeeded, int failed, int open) {}

    private JobRun() {}

    /** The demo's: its inputs are uploaded. */
    public static Summary ofUploads(
            LocalSystem system, String pipeline, List<Input> inputs, Path out, PrintWriter terminal)
            throws IOException, InterruptedException {
        String run = UUID.randomUUID().toString().substring(0, 8);
        return of(
                system,
                Wish.of(pipeline),
                Arrivals.of(inputs),
                inputs.size(),
                Delivery.upload(system.store(), run),
                run,
                out,
                terminal);
    }

    /** @param expected so many will come; below 0 where nobody knows */
    static Summary of(
            LocalSystem system,
            Wish wish,
            Arrivals arrivals,
            int expected,
            Delivery delivery,
            String run,
            Path out,
            PrintWriter terminal)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (Report report = new Report(out);
                ImageJob job = new ImageJob(system, wish, delivery, run);
                Progress progress = Progress.of(wish.pipeline(), Progress.Unit.IMAGES, 0, expected, terminal)) {
            List<String> failures = new ArrayList<>();
            job.run(arrivals, new ImageJob.Outcomes() {
                private int done;

                @Override
                public void arrived(List<Input> inputs) {
                    report.expect(inputs);
                }

                @Override
                public void answered(Input input, ImageAnswer answer) throws InterruptedException {
                    report.add(input, answer, job).ifPresent(this::failed);
                    progress.reach(++done);
                }

                @Override
                public void unread(Input input, String why) {
                    failed(report.unread(input, why));
                    progress.reach(++done);
                }

                // At once where somebody watches, for the end may be far.
                private void failed(String line) {
                    if (expected >= 0) {
                        failures.add(line);
                    } else {
                        terminal.println("failed: " + line);
                        terminal.flush();
                    }
                }
            });
            progress.close();
            double seconds = (System.nanoTime() - start) / 1e9;
            failures.forEach(line -> terminal.println("failed: " + line));
            int ended = report.succeeded() + report.failed();
            terminal.printf(
                    Locale.ROOT,
                    "%d images: %d done%s, %d failed%s, in %.1f s (%.1f images/s). Answers: %s%n",
                    ended + job.open(),
                    report.succeeded(),
                    report.before() == 0 ? "" : " (%d of them before)".formatted(report.before()),
                    report.failed(),
                    job.open() == 0 ? "" : ", %d not ended: the same command goes on".formatted(job.open()),
                    seconds,
                    ended / seconds,
                    report.resultsFile());
            terminal.printf("Look at %s%n", report.sheet().toUri());
            terminal.flush();
            return new Summary(report.succeeded(), report.failed(), job.open());
        }
    }
}
