package io.kirinuki.worker.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.batch.Tenant;
import io.kirinuki.schema.Position;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WaitersTest {
    private static final Tenant BIG = new Tenant("big");
    private static final Tenant SMALL = new Tenant("small");
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    private final Map<Tenant, Integer> counts = new HashMap<>();
    private final Waiters waiters = new Waiters(2, (tenant, more) -> counts.merge(tenant, more, Integer::sum));

    private static Position at(long offset) {
        return new Position("requests", 0, offset);
    }

    private boolean begins(long offset, Tenant tenant) {
        waiters.enter(at(offset), tenant);
        return waiters.mayBegin(at(offset));
    }

    @Test
    void soManyOfATenantBeginAndOthersAreNotKeptByThem() {
        for (int i = 0; i < 100_000; i++) assertThat(begins(i, BIG)).isEqualTo(i < 2);
        assertThat(begins(100_000, SMALL)).isTrue();
        assertThat(waiters.left(at(100_000))).isEmpty();
        assertThat(waiters.left(at(1))).contains(at(2));
        assertThat(waiters.left(at(0))).contains(at(3));
    }

    @Test
    void anotherAttemptKeepsItsPlace() {
        assertThat(begins(0, BIG)).isTrue();
        assertThat(begins(1, BIG)).isTrue();
        assertThat(begins(2, BIG)).isFalse();
        assertThat(waiters.mayBegin(at(0))).isTrue();
        assertThat(waiters.left(at(0))).contains(at(2));
        assertThat(waiters.mayBegin(at(2))).as("it has begun").isTrue();
        assertThat(begins(3, BIG)).isFalse();
    }

    @Test
    void whatExpiresBeginsOutOfTurnAndNobodyBeginsInItsPlace() {
        for (int i = 0; i < 5; i++) begins(i, BIG);
        waiters.expires(at(2), NOW.minusSeconds(1)); // its turn comes first
        waiters.expires(at(4), NOW.plusSeconds(1));
        assertThat(waiters.left(at(0))).contains(at(2));
        assertThat(waiters.nextExpired(NOW)).isNull();
        assertThat(waiters.nextExpired(NOW.plusSeconds(2))).isEqualTo(at(4));
        assertThat(waiters.nextExpired(NOW.plusSeconds(2))).isNull();
        assertThat(waiters.left(at(4))).as("three had begun, where two may").isEmpty();
        assertThat(waiters.left(at(1))).contains(at(3));
        assertThat(waiters.left(at(3))).isEmpty();
        assertThat(counts).containsEntry(BIG, 1);
        assertThat(waiters.left(at(2))).isEmpty();
        assertThat(counts).containsEntry(BIG, 0);
    }

    @Test
    void nothingIsKeptOfADeadlineOnceItsRequestHasBegun() {
        for (int i = 0; i < 10; i++) {
            if (!begins(i, BIG)) waiters.expires(at(i), NOW.plusSeconds(i == 5 ? 0 : 3600));
        }
        assertThat(waiters.expiring()).isEqualTo(8);
        assertThat(waiters.nextExpired(NOW.plusSeconds(1))).isEqualTo(at(5));
        assertThat(waiters.expiring()).isEqualTo(7);
        for (int i : new int[] {0, 5, 1, 2, 3, 4, 6, 7, 8, 9}) waiters.left(at(i));
        assertThat(waiters.expiring()).isZero();
    }

    @Test
    void whoeverWaitsForItsKeyIsCountedAndHasNotBegun() {
        waiters.enter(at(0), BIG);
        waiters.enter(at(1), BIG);
        waiters.enter(at(2), SMALL);
        assertThat(waiters.mayBegin(at(0))).isTrue();
        assertThat(counts).isEqualTo(Map.of(BIG, 2, SMALL, 1));
        waiters.close();
        assertThat(counts).isEqualTo(Map.of(BIG, 0, SMALL, 0));
    }
}
