package io.kirinuki.kube;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A day of bursty load through the arithmetic of the chart's scaling: KEDA's two triggers, the HPA's steps, windows and
 * tolerance, and what a new worker takes until it works. In seconds; a model, and no proof.
 *
 * <p>{@code Day SEED RATE PICTURE.svg}: RATE is what one worker does in a second.
 */
final class Day {
    static final int SECONDS = 24 * 3600;
    /** Seconds that a request may wait; the chart's requestsPerWorker is the rate times this. */
    static final int TARGET = 60;

    private static final int PARTITIONS = 16;
    private static final int HELD_OF_A_PARTITION = 176;
    private static final int START = 45;
    private static final int STILL = 3;
    private static final int SYNC = 15;
    private static final int COOLDOWN = 300;
    private static final int WINDOW = 300;

    /** What one way of running workers came to. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Outcome(int[] pods, int[] ages, double podHours, int p50, int p99, int worst) {}

    /** How many requests come in each second. */
    static int[] arrivals(long seed) {
        Random random = new Random(seed);
        int[] arrivals = new int[SECONDS];
        for (int t = 0; t < SECONDS; t++) {
            double hour = t / 3600.0;
            double day = hour < 6 ? 0 : Math.max(0, Math.sin((hour - 6) / 18 * Math.PI));
            arrivals[t] = poisson(40 * day, random);
        }
        for (int burst = 0; burst < 14; burst++) {
            int begin = random.nextInt(SECONDS - 600);
            int size = 1_000 + random.nextInt(7_000);
            for (int i = 0; i < size; i++) arrivals[begin + random.nextInt(300)]++;
        }
        return arrivals;
    }

    private static int poisson(double mean, Random random) {
        double limit = Math.exp(-mean);
        double product = random.nextDouble();
        int count = 0;
        while (product > limit) {
            product *= random.nextDouble();
            count++;
        }
        return count;
    }

    /** As many workers all day. */
    static Outcome fixed(int[] arrivals, double rate, int workers) {
        return run(arrivals, rate, workers, workers, false);
    }

    static Outcome scaled(int[] arrivals, double rate, int most) {
        return run(arrivals, rate, 0, most, true);
    }

    private static Outcome run(int[] arrivals, double rate, int least, int most, boolean scales) {
        int perWorker = (int) (rate * TARGET);
        long[] came = new long[SECONDS + 1];
        for (int t = 0; t < SECONDS; t++) came[t + 1] = came[t] + arrivals[t];
        int wanted = least;
        int[] pods = new int[SECONDS];
        int[] ages = new int[SECONDS];
        int[] asked = new int[SECONDS];
        List<Integer> starting = new ArrayList<>();
        int ready = least;
        double done = 0;
        long seen = 0; // by Prometheus
        int still = 0;
        int idle = 0;
        int oldest = 0;
        double used = 0;
        for (int t = 0; t < SECONDS; t++) {
            int now = t;
            int before = ready;
            ready += (int) starting.stream().filter(at -> at <= now).count();
            starting.removeIf(at -> at <= now);
            if (ready != before) still = STILL;
            if (still > 0) still--;
            else done = Math.min((double) came[t + 1], done + ready * rate);
            long queue = came[t + 1] - (long) done;
            long unread = ready == 0 ? queue : Math.max(0, queue - (long) PARTITIONS * HELD_OF_A_PARTITION);
            if (scales && t % SYNC == 0) {
                seen = ready == 0 ? 0 : Math.max(queue, t % 60 == 0 ? 0 : seen);
                long lag = Math.min(unread, (long) PARTITIONS * perWorker);
                asked[t] = Math.max(desired(lag, wanted, perWorker), desired(seen, wanted, perWorker));
                idle = lag > 0 || queue > 0 ? 0 : idle + SYNC;
                int next = next(asked, t, wanted, most, idle);
                while (ready + starting.size() < next) starting.add(t + START);
                while (ready + starting.size() > next && !starting.isEmpty()) starting.removeLast();
                if (ready > next) {
                    ready = next;
                    still = STILL;
                }
                wanted = next;
            }
            while (oldest < t && came[oldest + 1] <= done) oldest++;
            ages[t] = queue == 0 ? 0 : t - oldest;
            pods[t] = ready + starting.size();
            used += pods[t];
        }
        int[] sorted = ages.clone();
        Arrays.sort(sorted);
        return new Outcome(
                pods, ages, used / 3600, sorted[SECONDS / 2], sorted[(int) (SECONDS * 0.99)], sorted[SECONDS - 1]);
    }

    /** The HPA's own: no step within a tenth of what is there. */
    private static int desired(long value, int pods, int perWorker) {
        if (pods > 0 && Math.abs(value / (double) (pods * perWorker) - 1) <= 0.1) return pods;
        return (int) Math.ceil(value / (double) perWorker);
    }

    private static int next(int[] asked, int t, int wanted, int most, int idle) {
        if (wanted == 0)
            return asked[t] > 0 ? Math.min(most, Math.max(1, asked[t])) : 0; // KEDA wakes one, the HPA the rest
        if (idle >= COOLDOWN) return 0;
        int highest = 1;
        for (int i = Math.max(0, t - WINDOW); i <= t; i++) highest = Math.max(highest, asked[i]);
        if (asked[t] > wanted) return Math.min(most, Math.min(asked[t], wanted + Math.max(4, wanted)));
        if (highest < wanted && t % 60 == 0) return Math.max(highest, wanted - Math.max(1, wanted / 2));
        return wanted;
    }

    public static void main(String[] arguments) throws IOException {
        double rate = Double.parseDouble(arguments[1]);
        int[] arrivals = arrivals(Long.parseLong(arguments[0]));
        Outcome scaled = scaled(arrivals, rate, PARTITIONS);
        System.out.printf("%d requests%n", Arrays.stream(arrivals).sum());
        tell("scaled, 0 to " + PARTITIONS, scaled);
        for (int workers = 2; workers <= PARTITIONS; workers += 2) {
            tell("%d workers all day".formatted(workers), fixed(arrivals, rate, workers));
        }
        Files.writeString(Path.of(arguments[2]), picture(arrivals, scaled));
    }

    private static void tell(String name, Outcome outcome) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %.0f | %d s | %d s | %d s |%n",
                name,
                outcome.podHours(),
                outcome.p50(),
                outcome.p99(),
                outcome.worst());
    }

    private static String picture(int[] arrivals, Outcome outcome) {
        int[] perMinute = new int[SECONDS / 60];
        int[] pods = new int[SECONDS / 60];
        int[] ages = new int[SECONDS / 60];
        for (int t = 0; t < SECONDS; t++) {
            perMinute[t / 60] += arrivals[t];
            pods[t / 60] = Math.max(pods[t / 60], outcome.pods()[t]);
            ages[t / 60] = Math.max(ages[t / 60], outcome.ages()[t]);
        }
        StringBuilder svg = new StringBuilder("""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 560" font-family="sans-serif" font-size="13">
            <rect width="1000" height="560" fill="#fff"/>
            """);
        panel(svg, 0, "requests a minute", perMinute, 0, "#4a7a8c");
        panel(svg, 1, "workers", pods, 0, "#6a8f3c");
        panel(svg, 2, "age of the oldest request, seconds; the line is what was aimed at", ages, TARGET, "#b5533c");
        for (int hour = 0; hour <= 24; hour += 3) {
            svg.append("<text x=\"%d\" y=\"552\" text-anchor=\"middle\">%02d:00</text>%n"
                    .formatted(60 + hour * 900 / 24, hour));
        }
        return svg.append("</svg>\n").toString();
    }

    private static void panel(StringBuilder svg, int row, String title, int[] values, int line, String colour) {
        int top = 30 + row * 180;
        int highest = Math.max(1, Arrays.stream(values).max().orElse(1));
        svg.append("<text x=\"60\" y=\"%d\">%s</text>%n".formatted(top - 8, title));
        svg.append("<text x=\"52\" y=\"%d\" text-anchor=\"end\">%d</text>%n".formatted(top + 10, highest));
        svg.append("<path d=\"M60 %d H960\" stroke=\"#999\"/>%n".formatted(top + 140));
        StringBuilder path = new StringBuilder("M60 %d".formatted(top + 140));
        for (int i = 0; i < values.length; i++) {
            path.append(String.format(
                    Locale.ROOT,
                    " L%.1f %.1f",
                    60 + i * 900.0 / values.length,
                    top + 140 - values[i] * 140.0 / highest));
        }
        svg.append("<path d=\"%s L960 %d Z\" fill=\"%s\"/>%n".formatted(path, top + 140, colour));
        if (line > 0 && line <= highest) {
            double y = top + 140 - line * 140.0 / highest;
            svg.append(String.format(
                    Locale.ROOT, "<path d=\"M60 %.1f H960\" stroke=\"#222\" stroke-dasharray=\"6 4\"/>%n", y));
        }
    }
}
