package io.kirinuki.benchmark.contest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What came of some contestants who took turns.
 *
 * @param title size and network
 * @param pictures in a turn
 */
record Section(String title, int width, int height, int pictures, List<Row> rows, List<Ratio> ratios) {
    /**
     * What came of one; the figures are medians of its turns.
     *
     * @param timesSlower by images a second, where it is held beside another
     * @param timesDearer by the processors' time that an image took
     * @param turns in the order in which they were taken
     */
    record Row(
            String name,
            double perSecond,
            double cpuMillis,
            long peakMebibytes,
            Optional<Double> timesSlower,
            Optional<Double> timesDearer,
            List<Contestant.Turn> turns) {}

    /** A median of what two contestants' turns of the same round give, one divided by the other. */
    record Ratio(String name, double median) {}

    /**
     * Lets all take turns: first each some that warm it and do not count, then the rounds. Each round begins at the other end,
     * so that none is always the first.
     */
    static Section of(String title, Setting setting, int rounds, List<Contestant> contestants) throws Exception {
        List<List<Contestant.Turn>> turns = new ArrayList<>();
        contestants.forEach(each -> turns.add(new ArrayList<>()));
        for (Contestant contestant : contestants) warm(title, setting, contestant);
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < contestants.size(); i++) {
                int which = round % 2 == 0 ? i : contestants.size() - 1 - i;
                Contestant.Turn turn = contestants.get(which).turn();
                Progress.turn(
                        title, "round " + (round + 1), contestants.get(which).name(), turn);
                turns.get(which).add(turn);
            }
        }
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < contestants.size(); i++) {
            Contestant contestant = contestants.get(i);
            rows.add(new Row(
                    contestant.name(),
                    median(turns.get(i), Contestant.Turn::perSecond),
                    median(turns.get(i), Contestant.Turn::cpuMillis),
                    contestant.peakMebibytes(),
                    Optional.empty(),
                    Optional.empty(),
                    turns.get(i)));
        }
        return new Section(title, setting.width(), setting.height(), setting.pictures(), rows, List.of());
    }

    private static void warm(String title, Setting setting, Contestant contestant) throws Exception {
        double wanted = contestant.warmth().toMillis();
        while (wanted > 0) {
            Contestant.Turn turn = contestant.turn();
            Progress.turn(title, "warming", contestant.name(), turn);
            wanted -= turn.cpuMillis() * setting.pictures();
        }
    }

    /** With how much one contestant does of what another does, by a figure of theirs, round by round. */
    Section with(String name, ToDoubleFunction<Contestant.Turn> figure, String one, String other) {
        List<Ratio> more = new ArrayList<>(ratios);
        more.add(new Ratio(name, paired(figure, row(one), row(other))));
        return new Section(title, width, height, pictures, rows, more);
    }

    /** With all but that one held beside it, round by round. */
    Section beside(String name) {
        Row first = row(name);
        List<Row> held = new ArrayList<>();
        for (Row row : rows) {
            held.add(
                    row.name().equals(name)
                            ? row
                            : new Row(
                                    row.name(),
                                    row.perSecond(),
                                    row.cpuMillis(),
                                    row.peakMebibytes(),
                                    Optional.of(paired(Contestant.Turn::perSecond, first, row)),
                                    Optional.of(paired(Contestant.Turn::cpuMillis, row, first)),
                                    row.turns()));
        }
        return new Section(title, width, height, pictures, held, ratios);
    }

    private static double paired(ToDoubleFunction<Contestant.Turn> figure, Row one, Row other) {
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < one.turns().size(); i++) {
            all.add(figure.applyAsDouble(one.turns().get(i))
                    / figure.applyAsDouble(other.turns().get(i)));
        }
        return median(all, each -> each);
    }

    private Row row(String name) {
        return rows.stream().filter(row -> row.name().equals(name)).findFirst().orElseThrow();
    }

    static <T> double median(List<T> all, ToDoubleFunction<T> figure) {
        double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
