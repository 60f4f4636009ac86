package io.kirinuki.worker.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Columns as wide as what stands in them; the last one as long as it is. */
final class TextTable {
    private final List<String> head;

    TextTable(String... head) {
        this.head = List.of(head);
    }

    void print(List<List<String>> rows, PrintWriter out) {
        var all = new ArrayList<List<String>>();
        all.add(head);
        all.addAll(rows);
        int last = head.size() - 1;
        int[] widths = IntStream.range(0, last)
                .map(i ->
                        all.stream().mapToInt(row -> row.get(i).length()).max().orElseThrow())
                .toArray();
        for (var row : all) {
            out.println(IntStream.range(0, last)
                            .mapToObj(i -> row.get(i)
                                    + " ".repeat(widths[i] - row.get(i).length()))
                            .collect(Collectors.joining("  "))
                    + "  " + row.get(last));
        }
    }
}
