package io.kirinuki.worker.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * The ledger against what it promises, over random histories of records, outcomes, commits, aborts, deaths, stops, moves
 * and clocks that step, tenants with turns or none: after each of them, cut off anywhere, every request comes to one answer, those of a key in order;
 * killers are buried and innocents are not.
 */
class LedgerHistoriesTest {
    private static final int PARTITIONS = 2;
    private static final int PROCESSES = 2;

    @Property(tries = 2_000)
    void everyRequestIsAnsweredOnceAndInOrderWhateverHappens(
            @ForAll boolean byKey,
            @ForAll @IntRange(max = 2) int ofATenant,
            @ForAll @Size(max = 150) List<@IntRange(max = 1_000_000) Integer> steps)
            throws InterruptedException {
        History history = new History(
                byKey ? LedgerConfig.Order.KEY : LedgerConfig.Order.PARTITION,
                ofATenant == 0 ? OptionalInt.empty() : OptionalInt.of(ofATenant));
        for (int step : steps) history.take(step);
        history.end();
    }

    @Example
    void noDeathCountsAgainstThoseThatWereNeverBegun() {
        LedgerWorld world = new LedgerWorld(1, 1, LedgerConfig.Order.KEY, OptionalInt.of(2));
        for (int i = 0; i < 30; i++) world.ask(0, i % 5 == 0 ? Optional.of("k") : Optional.empty(), "innocent", 1);
        for (int life = 0; life < 4; life++) {
            pollAll(world);
            world.owner(0).commit();
            world.owner(0).tick(LedgerWorld.TICK);
            Map<Position, Integer> deaths = LedgerWorld.deathsOf(world.changelog(0));
            assertThat(deaths).hasSize(30);
            deaths.forEach((position, died) -> {
                if (!world.everBegun.contains(position))
                    assertThat(died).as("%s", position).isZero();
            });
            world.die(world.owner(0));
        }
        assertThat(world.everBegun).hasSizeBetween(6, 12);
        assertThat(world.blames).anyMatch(blame -> !blame.positions().isEmpty());
        world.drain();
    }

    /** What waits is not written again by each owner: ten thousand of them would not fit into a transaction. */
    @Example
    void anOwnerLeavesThoseThatWaitAsTheyAre() {
        LedgerWorld world = new LedgerWorld(1, 1, LedgerConfig.Order.KEY, OptionalInt.of(2));
        for (int i = 0; i < 300; i++) world.ask(0, i % 2 == 0 ? Optional.of("k") : Optional.empty(), "innocent", 1);
        pollAll(world);
        world.owner(0).commit();
        world.die(world.owner(0));
        world.owner(0).commit();
        world.puts = 0;
        world.die(world.owner(0));
        assertThat(world.puts).isLessThanOrEqualTo(6);
        world.drain();
    }

    private static void pollAll(LedgerWorld world) {
        boolean more = true;
        while (more) more = world.owner(0).poll(0);
    }

    private static final class History {
        private final LedgerWorld world;
        private final Map<Position, String> asked = new HashMap<>();
        private final Map<Position, String> keys = new HashMap<>();
        private final OptionalInt ofATenant;
        private boolean outsideDeaths;

        History(LedgerConfig.Order order, OptionalInt ofATenant) {
            this.ofATenant = ofATenant;
            world = new LedgerWorld(PARTITIONS, PROCESSES, order, ofATenant);
        }

        /** What happens is in the number: which kind, and to whom. */
        void take(int number) throws InterruptedException {
            int kind = number % 40;
            int more = number / 40;
            int partition = more % PARTITIONS;
            LedgerWorld.Life process = world.processes.get(more % PROCESSES);
            if (kind < 7) ask(partition, more);
            else if (kind < 15) world.owner(partition).poll(partition);
            else if (kind < 23) end(process, more);
            else if (kind < 29) process.tickAndSurvive(LedgerWorld.TICK.multipliedBy(1 + more % 300));
            else if (kind < 33) process.commit();
            else if (kind < 35) process.abort();
            else if (kind < 36) world.clock += more % 2 == 0 ? 60_000 : -60_000;
            else if (kind < 37) world.stop(process);
            else if (kind < 38) world.move(partition, process);
            else if (kind < 39) strike(() -> world.die(process));
            else strike(() -> world.lose(partition, process));
        }

        private void strike(Runnable blow) {
            outsideDeaths = true;
            blow.run();
        }

        private void ask(int partition, int more) {
            int shares = more % 5 == 0 ? 3 : 1;
            Optional<String> key = more % 3 == 0 ? Optional.empty() : Optional.of("k" + more % 4);
            String value = more % 29 == 28 ? "killer" : "innocent";
            long offset = world.input.get(partition).size();
            for (int i = 0; i < shares; i++) {
                var position =
                        new Position("requests", partition, offset, shares == 1 ? Optional.empty() : Optional.of(i));
                asked.put(position, value);
                key.ifPresent(text -> keys.put(position, text));
            }
            world.ask(partition, key, value, shares);
        }

        private void end(LedgerWorld.Life process, int more) {
            List<Position> running = new ArrayList<>(process.running());
            if (running.isEmpty()) return;
            running.sort(null);
            Position position = running.get(more % running.size());
            process.begun
                    .remove(position)
                    .complete(
                            switch (more / 7 % 6) {
                                case 0 -> Outcome.failed(new Failure.Unavailable("store", "503"));
                                case 1 -> Outcome.failed(new Failure.StoreOutage());
                                case 2 -> Outcome.failed(new Failure.Undecodable("torn"));
                                default -> Outcome.done("");
                            });
        }

        void end() {
            world.drain();
            List<LedgerWorld.Sent> answers =
                    world.sent.stream().filter(s -> s.sink().equals("results")).toList();
            List<LedgerWorld.Sent> letters =
                    world.sent.stream().filter(s -> s.sink().equals("failures")).toList();
            assertThat(answers.stream().map(LedgerWorld.Sent::position).sorted().toList())
                    .as("answered, each once")
                    .isEqualTo(asked.keySet().stream().sorted().toList());
            assertThat(letters.stream().map(LedgerWorld.Sent::position).sorted().toList())
                    .as("dead letters")
                    .isEqualTo(answers.stream()
                            .filter(answer -> !answer.what().equals("done"))
                            .map(LedgerWorld.Sent::position)
                            .sorted()
                            .toList());
            inOrder(answers);
            answers.forEach(this::blamedRightly);
            if (ofATenant.isPresent()) world.blames.forEach(this::blamesOnlyThoseThatHadTheirTurn);
        }

        /** Whoever has a deadline may begin out of turn. */
        private void blamesOnlyThoseThatHadTheirTurn(LedgerWorld.Blame blame) {
            var byTenant = blame.positions().stream()
                    .filter(position -> !LedgerWorld.hasDeadline(position))
                    .collect(Collectors.groupingBy(LedgerWorld::tenantOf));
            assertThat(byTenant.values())
                    .allSatisfy(some -> assertThat(some).hasSizeLessThanOrEqualTo(ofATenant.getAsInt()));
        }

        private void inOrder(List<LedgerWorld.Sent> answers) {
            var chains = answers.stream()
                    .map(LedgerWorld.Sent::position)
                    .filter(position -> world.order == LedgerConfig.Order.PARTITION || keys.containsKey(position))
                    .collect(Collectors.groupingBy(position -> position.partition()
                            + (world.order == LedgerConfig.Order.PARTITION ? "" : keys.get(position))));
            assertThat(chains.values()).allSatisfy(chain -> assertThat(chain).isSorted());
        }

        private void blamedRightly(LedgerWorld.Sent answer) {
            boolean poison = answer.what().equals("Poison");
            if (asked.get(answer.position()).equals("killer")) {
                assertThat(answer.what()).as("killer " + answer.position()).isEqualTo("Poison");
            } else if (!outsideDeaths) {
                assertThat(poison).as("innocent " + answer.position()).isFalse();
            }
            if (!poison) return;
            long alone = world.deaths.stream()
                    .filter(death -> death.running().equals(Set.of(answer.position())))
                    .count();
            assertThat(alone)
                    .as("deaths while nothing ran but " + answer.position())
                    .isGreaterThanOrEqualTo(Suspicion.CONDEMNED - Suspicion.ALONE);
            assertThat(world.deaths.stream()
                            .filter(death -> death.running().contains(answer.position()))
                            .count())
                    .isGreaterThanOrEqualTo(Suspicion.CONDEMNED - Suspicion.SUSPECT);
        }
    }
}
