package io.kirinuki.worker.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Columns as wide as what stands in them; the last one as long as it is, or as there is room. */
public final class TextTable {
    private final List<String> head;

    public TextTable(String... head) {
        this.head = List.of(head);
    }

    public void print(List<List<String>> rows, PrintWriter out) {
        print(rows, Integer.MAX_VALUE, out);
    }

    /** @param most characters a line, at the cost of the last column; it keeps as many as its head has */
    public void print(List<List<String>> rows, int most, PrintWriter out) {
        var all = new ArrayList<List<String>>();
        all.add(head);
        all.addAll(rows);
        int last = head.size() - 1;
        int[] widths = IntStream.range(0, last)
                .map(i ->
                        all.stream().mapToInt(row -> row.get(i).length()).max().orElseThrow())
                .toArray();
        int left = Math.max(head.get(last).length(), most - IntStream.of(widths).sum() - 2 * last);
        for (var row : all) {
            out.println(IntStream.range(0, last)
                            .mapToObj(i -> row.get(i)
                                    + " ".repeat(widths[i] - row.get(i).length()))
                            .collect(Collectors.joining("  "))
                    + "  " + cut(row.get(last), left));
        }
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }
}
