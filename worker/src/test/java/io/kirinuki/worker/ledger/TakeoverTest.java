package io.kirinuki.worker.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.Position;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a task makes of a ledger that another left: after deaths, and after partings in order. */
class TakeoverTest {
    private final LedgerWorld world = new LedgerWorld(1, 2, LedgerConfig.Order.KEY);

    @Test
    void whatARestoredLedgerHoldsIsBegunAgainInOrderWithItsAttempts() {
        world.ask(0, Optional.of("k"), "first", 1);
        world.ask(0, Optional.of("k"), "second", 1);
        pollAll();
        settle(2);
        owner().begun.remove(position(0)).complete(Outcome.failed(new Failure.Unavailable("store", "503")));
        settle(1);
        world.die(owner());
        settle(2);
        assertThat(owner().begun).as("the first rests, and holds up its key").isEmpty();
        LedgerEntry waiting = entry(0);
        assertThat(waiting.attempt()).isEqualTo(2);
        assertThat(waiting.notBefore()).isPresent();

        settle(1_000);
        assertThat(owner().begun).containsOnlyKeys(position(0));
        owner().begun.remove(position(0)).complete(Outcome.done(""));
        settle(3);
        assertThat(owner().begun).containsOnlyKeys(position(1));
        assertThat(world.sent).containsExactly(new LedgerWorld.Sent(position(0), "done", "results"));
    }

    @Test
    void aKillerIsAnsweredAfterFiveDeathsAndAllOthersAreDone() {
        for (int i = 0; i < 20; i++) world.ask(0, Optional.of("k" + i), i == 7 ? "killer" : "innocent", 1);

        world.drain();

        assertThat(world.sent)
                .filteredOn(sent -> sent.sink().equals("results"))
                .hasSize(20)
                .filteredOn(sent -> !sent.what().equals("done"))
                .containsExactly(new LedgerWorld.Sent(position(7), "Poison", "results"));
        assertThat(world.sent)
                .filteredOn(sent -> sent.sink().equals("failures"))
                .containsExactly(new LedgerWorld.Sent(position(7), "Poison", "failures"));
        assertThat(world.deaths).hasSize(Suspicion.CONDEMNED);
        assertThat(world.deaths.subList(3, 5))
                .allSatisfy(death -> assertThat(death.running()).containsExactly(position(7)));
        assertThat(world.deaths.get(2).running()).hasSizeLessThanOrEqualTo(Company.FEW);
    }

    /** It dies before the commit that its record would be committed with: its next life must not do the same again. */
    @Test
    void aKillerOfAFewMillisecondsIsCountedToo() {
        world.ask(0, Optional.empty(), "killer", 1);

        world.drain();

        assertThat(world.sent).extracting(LedgerWorld.Sent::what).containsOnly("Poison");
    }

    @Test
    void killersOfOneKeyAreAnsweredOneAfterTheOther() {
        for (int i = 0; i < 4; i++) world.ask(0, Optional.of("k"), i == 2 ? "innocent" : "killer", 1);

        world.drain();

        assertThat(world.sent)
                .filteredOn(sent -> sent.sink().equals("results"))
                .extracting(LedgerWorld.Sent::what)
                .containsExactly("Poison", "Poison", "done", "Poison");
    }

    @Test
    void stopsInOrderAreNeverHeldAgainstARequest() throws InterruptedException {
        world.ask(0, Optional.empty(), "slow", 1);
        pollAll();
        for (int stop = 0; stop < 20; stop++) {
            settle(2);
            assertThat(owner().begun).as("stop %d", stop).containsOnlyKeys(position(0));
            world.stop(owner());
            assertThat(entry(0).deaths()).isZero();
        }
    }

    /** Also of one that runs alone: it stands where it stood before. */
    @Test
    void movesStopsAndRevivalsAreNeverHeldAgainstASuspect() throws InterruptedException {
        world.ask(0, Optional.empty(), "slow", 1);
        pollAll();
        for (int death = 0; death < Suspicion.ALONE; death++) {
            settle(4);
            world.die(owner());
        }
        for (int move = 0; move < 20; move++) {
            settle(200);
            assertThat(entry(0).suspicion().flatMap(Suspicion::runBy))
                    .as("it runs alone")
                    .isPresent();
            if (move % 3 == 2) owner().abort(); // its process lives on
            else if (move % 3 == 0) world.move(0, world.processes.get(owner() == world.processes.get(0) ? 1 : 0));
            else world.stop(owner());
        }
        settle(2);
        assertThat(entry(0).deaths()).isEqualTo(Suspicion.ALONE);
    }

    /** As a broker that is away makes it happen: the process lives, and knows it. */
    @Test
    void aTaskThatIsRevivedHoldsNothingAgainstItsRequests() {
        world.ask(0, Optional.empty(), "slow", 1);
        pollAll();
        settle(2);
        for (int abort = 0; abort < 20; abort++) {
            owner().abort();
            settle(2);
        }
        assertThat(entry(0).deaths()).isZero();
        assertThat(owner().tasks.get(0).punctuators).as("ticks").hasSize(1);
    }

    @Test
    void whatHadNotBegunIsNotSuspected() {
        world.ask(0, Optional.of("k"), "first", 1);
        world.ask(0, Optional.of("k"), "behind it", 1);
        pollAll();
        settle(2);
        world.die(owner());
        settle(2);
        assertThat(entry(0).deaths()).isEqualTo(1);
        assertThat(entry(1).suspicion()).isEmpty();
    }

    @Test
    void othersWaitWhileASuspectRunsAndNoLongerThanAMinute() {
        world.ask(0, Optional.empty(), "slow", 1);
        pollAll();
        for (int death = 0; death < Suspicion.ALONE; death++) {
            settle(4);
            world.die(owner());
        }
        settle(200);
        world.ask(0, Optional.empty(), "other", 1);
        pollAll();
        settle(10);
        assertThat(owner().begun).containsOnlyKeys(position(0));
        settle(6_100);
        assertThat(owner().begun).containsOnlyKeys(position(0), position(1));
    }

    /** Nothing of it speaks of trouble: no write more than there must be. */
    @Test
    void aFirstDeathCostsOneWriteForEachRequestAndNoCompany() {
        IntStream.range(0, 30).forEach(i -> world.ask(0, Optional.empty(), "request", 1));
        pollAll();
        settle(2);
        world.die(owner());
        settle(2);
        assertThat(owner().begun).hasSize(30);
    }

    private LedgerWorld.Life owner() {
        return world.owner(0);
    }

    private void pollAll() {
        boolean more = true;
        while (more) more = owner().poll(0);
    }

    /** Ticks and commits, so many times. */
    private void settle(int times) {
        for (int i = 0; i < times; i++) {
            owner().tick(LedgerWorld.TICK);
            owner().commit();
        }
    }

    private LedgerEntry entry(long offset) {
        return LedgerSerde.serde()
                .deserializer()
                .deserialize("", world.changelog(0).get(Ledger.id(position(offset))));
    }

    private static Position position(long offset) {
        return new Position("requests", 0, offset);
    }
}
