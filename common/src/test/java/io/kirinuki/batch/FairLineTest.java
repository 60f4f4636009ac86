package io.kirinuki.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FairLineTest {
    private static final Tenant BIG = new Tenant("big");
    private static final Tenant SMALL = new Tenant("small");

    private static FairLine<String> line(Weights weights, int big, int small) {
        FairLine<String> line = new FairLine<>(weights);
        for (int i = 0; i < big; i++) line.add(BIG, "b" + i);
        for (int i = 0; i < small; i++) line.add(SMALL, "s" + i);
        return line;
    }

    private static List<String> served(FairLine<String> line, int turns) {
        List<String> served = new ArrayList<>();
        for (int i = 0; i < turns; i++) served.add(line.poll());
        return served;
    }

    @Test
    void tenantsTakeTurnsAndEachItsOwnInOrder() {
        assertThat(served(line(Weights.EQUAL, 5, 2), 8))
                .containsExactly("b0", "s0", "b1", "s1", "b2", "b3", "b4", null);
    }

    @Test
    void whoeverComesBehindAHundredThousandOfAnotherIsNext() {
        FairLine<String> line = line(Weights.EQUAL, 100_000, 0);
        served(line, 50_000);
        line.add(SMALL, "s0");
        line.add(SMALL, "s1");
        assertThat(served(line, 4)).containsExactly("s0", "b50000", "s1", "b50001");
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 500", "3, 1, 250", "1, 3, 750", "9, 1, 100", "1, 999, 999"})
    void turnsThatAllWaitForGoByWeight(int big, int small, int turns) {
        FairLine<String> line = line(new Weights(Map.of("big", big, "small", small)), 1_000, 1_000);
        assertThat(served(line, 1_000).stream().filter(one -> one.startsWith("s")))
                .hasSizeBetween(turns - 1, turns + 1);
    }

    @Test
    void aPauseSavesUpNothingAndCostsNothing() {
        FairLine<String> line = line(Weights.EQUAL, 1_000, 1);
        assertThat(served(line, 500)).contains("s0");
        for (int i = 1; i <= 100; i++) line.add(SMALL, "s" + i);
        assertThat(served(line, 100).stream().filter(one -> one.startsWith("s")))
                .hasSize(50);
    }

    /** Else whoever has no second one in line while its first is served would pay for no turn. */
    @Test
    void oneWhoComesAgainAtOnceHasNoMoreThanItsShare() {
        FairLine<String> line = line(new Weights(Map.of("big", 4)), 1_000, 1);
        int small = 0;
        for (int i = 0; i < 500; i++) {
            if (!line.poll().startsWith("s")) continue;
            small++;
            line.add(SMALL, "s" + small);
        }
        assertThat(small).isBetween(99, 101);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void whoeverHadATurnIsNotKeptBackByNamesThatNeverHadOne(int atEachTurn) {
        FairLine<String> line = line(Weights.EQUAL, 2, 0);
        int names = 0;
        List<Integer> turnsOfBig = new ArrayList<>();
        for (int turn = 0; turn < 1_000 && turnsOfBig.size() < 2; turn++) {
            for (int i = 0; i < atEachTurn; i++) line.add(new Tenant("new" + names), "n" + names++);
            if (line.poll().startsWith("b")) turnsOfBig.add(turn);
        }
        assertThat(turnsOfBig).hasSize(2).allMatch(turn -> turn <= 150);
    }

    /** All is fair among those who come once, and the line of them grows only by the turns that another has of them. */
    @Test
    void namesThatCameOnceAreForgotten() {
        FairLine<String> line = line(Weights.EQUAL, 1_000, 0);
        int big = 0;
        int most = 0;
        for (int i = 0; i < 20_000; i++) {
            line.add(new Tenant("new" + i), "n" + i);
            if (line.poll().startsWith("b")) big++;
            most = Math.max(most, line.known());
        }
        assertThat(big).isGreaterThan(70);
        assertThat(most).isLessThan(1_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whoeverComesWaitsForOneTurnOfEachOtherAtMost(long seed) {
        Random random = new Random(seed);
        int rarely = 1 + random.nextInt(20);
        FairLine<String> line = line(Weights.EQUAL, 10_000, 0);
        Map<Integer, List<String>> servedSince = new HashMap<>();
        int names = 0;
        for (int i = 0; i < 3_000; i++) {
            if (random.nextInt(rarely) == 0) {
                servedSince.put(names, new ArrayList<>());
                line.add(new Tenant("new" + names), "n" + names++);
            }
            for (int burst = random.nextInt(300) == 0 ? 200 : 0; burst > 0; burst--) {
                line.add(new Tenant("old" + random.nextInt(40)), "o");
            }
            Tenant next = line.next().orElseThrow();
            String one = line.poll();
            if (one.startsWith("n")) {
                assertThat(servedSince.remove(Integer.parseInt(one.substring(1))))
                        .doesNotHaveDuplicates();
            }
            servedSince.values().forEach(others -> others.add(next.name()));
        }
    }

    /** It never waits when its turn ends, and has no more to wait for than its share says. */
    @Test
    void whoeverWaitsWithOneAtATimeHasItsWeightAmongMany() {
        FairLine<String> line = new FairLine<>(new Weights(Map.of("heavy", 4)));
        for (int tenant = 0; tenant < 100; tenant++) {
            for (int i = 0; i < 1_000; i++) line.add(new Tenant("t" + tenant), "t");
        }
        line.add(new Tenant("heavy"), "heavy");
        int heavy = 0;
        for (int i = 0; i < 10_400; i++) {
            if (!line.poll().equals("heavy")) continue;
            heavy++;
            line.add(new Tenant("heavy"), "heavy");
        }
        assertThat(heavy).isBetween(396, 404);
    }

    @Test
    void whoIsHeldIsPassedOverAndComesBackWithoutWhatItMissed() {
        FairLine<String> line = line(Weights.EQUAL, 100, 100);
        line.hold(SMALL);
        assertThat(line.held()).isEqualTo(100);
        line.add(SMALL, "late");
        assertThat(line.held()).isEqualTo(101);
        assertThat(served(line, 50)).doesNotContain("s0");
        assertThat(line.remove("s0")).isTrue();
        assertThat(line.held()).isEqualTo(100);
        line.release(SMALL);
        assertThat(line.held()).isZero();
        assertThat(served(line, 10).stream().filter(one -> one.startsWith("s"))).hasSize(5);
    }

    @Test
    void whereAllAreHeldNobodyIsNext() {
        FairLine<String> line = line(Weights.EQUAL, 1, 0);
        line.hold(BIG);
        assertThat(line.next()).isEmpty();
        assertThat(line.peek()).isNull();
        assertThat(line.poll()).isNull();
        assertThat(line.size()).isEqualTo(1);
        assertThat(line.remove(BIG, "b0")).isTrue();
        line.add(BIG, "b1");
        assertThat(line.poll())
                .as("held no more, for nobody is left of those who were")
                .isEqualTo("b1");
    }

    /** Against lines that say the same slowly: nobody is lost or served twice, and nobody's own overtake each other. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void nobodyIsLostWhateverComesAndGoes(long seed) {
        Random random = new Random(seed);
        FairLine<Integer> line = new FairLine<>(new Weights(Map.of("t1", 5, "t2", 17)));
        Map<Integer, Deque<Integer>> expected = new HashMap<>();
        Map<Integer, Boolean> held = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            int tenant = random.nextInt(200);
            Deque<Integer> own = expected.computeIfAbsent(tenant, it -> new ArrayDeque<>());
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    line.add(new Tenant("t" + tenant), i * 200 + tenant);
                    own.add(i * 200 + tenant);
                }
                case 3 -> {
                    line.hold(new Tenant("t" + tenant));
                    if (!own.isEmpty()) held.put(tenant, true);
                }
                case 4 -> {
                    line.release(new Tenant("t" + tenant));
                    held.remove(tenant);
                }
                case 5 -> {
                    Integer last = own.pollLast();
                    if (last != null) assertThat(line.remove(last)).isTrue();
                    if (own.isEmpty()) held.remove(tenant);
                }
                default -> {
                    Integer peeked = line.peek();
                    Integer one = line.poll();
                    assertThat(one).isEqualTo(peeked);
                    if (one == null) break;
                    assertThat(held).doesNotContainKey(one % 200);
                    assertThat(expected.get(one % 200).poll()).isEqualTo(one);
                }
            }
        }
        assertThat(line.size())
                .isEqualTo(expected.values().stream().mapToInt(Deque::size).sum());
        assertThat(line.held())
                .isEqualTo(held.keySet().stream()
                        .mapToInt(tenant -> expected.get(tenant).size())
                        .sum());
        assertThat(line.waiting().entrySet().stream()
                        .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue)))
                .isEqualTo(expected.entrySet().stream()
                        .filter(entry -> !entry.getValue().isEmpty())
                        .collect(Collectors.toMap(
                                entry -> "t" + entry.getKey(),
                                entry -> entry.getValue().size())));
    }

    @Test
    void linesOfBothTrafficsTakeTurnsByTenantToo() {
        Lines<String> lines = new Lines<>(new Shares(0.25, Optional.of(Weights.EQUAL)));
        for (int i = 0; i < 3; i++) {
            lines.add(new Asker.Of(Traffic.LIVE, BIG), "lb" + i);
            lines.add(new Asker.Of(Traffic.BACKFILL, BIG), "bb" + i);
        }
        lines.add(new Asker.Of(Traffic.BACKFILL, SMALL), "bs0");
        lines.add(new Asker.Of(Traffic.LIVE, SMALL), "ls0");
        List<String> served = new ArrayList<>();
        while (lines.size() > 0) served.add(lines.poll(one -> true));
        assertThat(served).containsExactly("lb0", "ls0", "lb1", "bb0", "lb2", "bs0", "bb1", "bb2");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1001})
    void aWeightThatWouldStarveSomebodyIsRefused(int weight) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Weights(Map.of("big", weight)));
    }
}
