package io.kirinuki.evaluation.change;

import io.kirinuki.evaluation.change.Distribution.Bin;
import io.kirinuki.evaluation.page.Markup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A {@link Distribution} as an SVG of bars that takes its colours from the page around it. */
public final class DistributionChart {
    private static final int ROW = 32;
    private static final int BAR = 14;
    private static final int FROM = 72;
    private static final int LENGTH = 250;
    private static final int WIDTH = 480;

    private DistributionChart() {}

    public static Markup of(Distribution distribution) {
        List<Markup> rows = new ArrayList<>();
        for (Bin bin : distribution.bins()) rows.add(row(bin, rows.size() * ROW));
        int height = rows.size() * ROW;
        return Markup.of("""
                <svg viewBox="0 0 {} {}" role="img" aria-label="How IoU is spread over {} images">
                {}
                </svg>""", WIDTH, height, distribution.count(), Markup.joined(rows));
    }

    private static Markup row(Bin bin, int top) {
        int line = top + ROW / 2 + 5; // that the letters stand on
        int bar = top + (ROW - BAR) / 2;
        return Markup.of(
                """
                <text x="{}" y="{}" text-anchor="end">{}</text>
                <rect class="track" x="{}" y="{}" width="{}" height="{}" rx="3"/>
                {}<text x="{}" y="{}" text-anchor="end">{}</text>
                <text class="quiet" x="{}" y="{}" text-anchor="end">{}</text>""",
                FROM - 12,
                line,
                bin.name().replace(">=", "\u2265"),
                FROM,
                bar,
                LENGTH,
                BAR,
                bin.count() == 0 ? Markup.NONE : bar(bin, bar),
                WIDTH - 84,
                line,
                bin.count(),
                WIDTH - 2,
                line,
                String.format(Locale.ROOT, "%.1f %%", 100 * bin.share()));
    }

    /** However few there are, one sees that there are some. */
    private static Markup bar(Bin bin, int top) {
        String length = String.format(Locale.ROOT, "%.1f", Math.max(3, bin.share() * LENGTH));
        return Markup.of("""
                <rect class="bar" x="{}" y="{}" width="{}" height="{}" rx="3"/>
                """, FROM, top, length, BAR);
    }
}
