package io.kirinuki.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.kirinuki.batch.Asker;
import io.kirinuki.batch.Shares;
import io.kirinuki.batch.Tenant;
import io.kirinuki.batch.Traffic;
import io.kirinuki.batch.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenantDoorTest {
    private static final long SECOND = 1_000_000_000L;

    private record Visitor(String tenant, Traffic traffic, int number) implements Admission.Guest {
        @Override
        public Asker asker() {
            return new Asker.Of(traffic, new Tenant(tenant));
        }

        @Override
        public void travel() {}

        @Override
        public void stop() {}

        @Override
        public void lose() {}
    }

    private long clock = Long.MAX_VALUE - SECOND; // nanoseconds may begin anywhere, and overflow

    private TenantDoor door(Map<String, Quota> quotas) {
        return new TenantDoor(Weights.EQUAL, new Quotas(quotas, Quota.NONE), () -> clock);
    }

    private static Quota inFlight(int most) {
        return new Quota(OptionalInt.of(most), OptionalInt.empty());
    }

    private static Quota aMinute(int most) {
        return new Quota(OptionalInt.empty(), OptionalInt.of(most));
    }

    private static GuestLine line(TenantDoor door, Traffic traffic, String tenant, int guests) {
        GuestLine line = door.line(traffic);
        for (int i = 0; i < guests; i++) line.add(new Visitor(tenant, traffic, i));
        return line;
    }

    private static List<Admission.Guest> all(GuestLine line) throws InterruptedException {
        List<Admission.Guest> all = new ArrayList<>();
        Admission.Guest next;
        while ((next = line.poll(0)) != null) all.add(next);
        return all;
    }

    @Test
    void aTenantAtItsQuotaWaitsAndOthersGoOn() throws Exception {
        TenantDoor door = door(Map.of("small", inFlight(2)));
        line(door, Traffic.LIVE, "small", 5);
        GuestLine line = line(door, Traffic.LIVE, "free", 5);
        List<Admission.Guest> first = all(line);
        assertThat(first)
                .hasSize(7)
                .filteredOn(guest -> ((Visitor) guest).tenant().equals("small"))
                .hasSize(2);
        assertThat(line.keptBack()).isEqualTo(3);
        assertThat(line.size()).isEqualTo(3);
        line.left(new Visitor("free", Traffic.LIVE, 0));
        assertThat(all(line)).isEmpty();
        line.left(first.getFirst());
        assertThat(all(line)).containsExactly(new Visitor("small", Traffic.LIVE, 2));
    }

    @Test
    void aQuotaHoldsForLiveAndBackfillTogether() throws Exception {
        TenantDoor door = door(Map.of("small", inFlight(1)));
        GuestLine live = line(door, Traffic.LIVE, "small", 1);
        GuestLine backfill = line(door, Traffic.BACKFILL, "small", 1);
        Admission.Guest first = live.poll(0);
        assertThat(first).isNotNull();
        assertThat(backfill.poll(0)).isNull();
        live.left(first);
        assertThat(backfill.poll(0)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "30, 1, 30", "60, 1, 60", "600, 10, 600", "6000, 100, 6000"})
    void imagesAMinuteBeginEvenlyWithASecondsWorthAtOnce(int most, int atOnce, int inAMinute) throws Exception {
        TenantDoor door = door(Map.of("small", aMinute(most)));
        GuestLine line = line(door, Traffic.LIVE, "small", 20_000);
        assertThat(all(line)).hasSize(atOnce);
        int begun = 0;
        for (int i = 0; i < 6_000; i++) {
            clock += SECOND / 100;
            begun += all(line).size();
        }
        assertThat(begun).isEqualTo(inAMinute);
        clock += 3600 * SECOND; // an hour in which it asks for nothing saves up a second's worth
        assertThat(all(line)).hasSize(atOnce);
    }

    @Test
    void whoIsForgottenCostsNoQuota() throws Exception {
        TenantDoor door = door(Map.of("small", aMinute(1)));
        GuestLine line = line(door, Traffic.LIVE, "small", 3);
        assertThat(all(line)).hasSize(1);
        assertThat(line.remove(new Visitor("small", Traffic.LIVE, 1))).isTrue();
        assertThat(line.remove(new Visitor("small", Traffic.LIVE, 1))).isFalse();
        clock += 60 * SECOND;
        assertThat(all(line)).containsExactly(new Visitor("small", Traffic.LIVE, 2));
    }

    @Test
    void aClosedDoorGivesOutThoseWhoAreKeptBackToo() throws Exception {
        TenantDoor door = door(Map.of("small", inFlight(1)));
        GuestLine line = line(door, Traffic.LIVE, "small", 3);
        assertThat(all(line)).hasSize(1);
        assertThat(line.drain()).hasSize(2);
        assertThat(line.size()).isZero();
    }

    /** It was polled, and waits for a place that another holds. */
    @Test
    void whoeverIsStoppedBeforeItWasLetInGivesItsQuotaBack() throws Exception {
        TenantDoor door = door(Map.of("small", inFlight(1)));
        Budget places = new Budget(1, new Shares(0.2));
        try (Budget.Lease held = places.take(1, Traffic.LIVE)) {
            var admission = new Admission(places, Executors.newVirtualThreadPerTaskExecutor(), Optional.of(door));
            admission.submit(new Visitor("small", Traffic.LIVE, 0));
            await().until(() -> door.standings().containsValue(new ImageEngine.Standing(1, 0)));
            admission.close();
            assertThat(door.standings()).isEmpty();
            assertThat(places.held()).isOne();
        }
    }

    @Test
    void standingsAreThoseOfBothLines() throws Exception {
        TenantDoor door = door(Map.of("small", inFlight(1)));
        GuestLine live = line(door, Traffic.LIVE, "small", 2);
        line(door, Traffic.BACKFILL, "small", 3);
        assertThat(live.poll(0)).isNotNull();
        assertThat(door.standings()).isEqualTo(Map.of(new Tenant("small"), new ImageEngine.Standing(1, 4)));
    }

    @Test
    void aQuotaOfNothingIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> inFlight(0));
        assertThatIllegalArgumentException().isThrownBy(() -> aMinute(-1));
    }
}
