package io.kirinuki.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinesTest {
    private static Lines<String> lines(double share, int live, int backfill) {
        Lines<String> lines = new Lines<>(new Shares(share));
        for (int i = 0; i < backfill; i++) lines.add(Traffic.BACKFILL, "b" + i);
        for (int i = 0; i < live; i++) lines.add(Traffic.LIVE, "l" + i);
        return lines;
    }

    private static List<String> served(Lines<String> lines, int turns) {
        List<String> served = new ArrayList<>();
        for (int i = 0; i < turns; i++) served.add(lines.poll(one -> true));
        return served;
    }

    @Test
    void liveGoesFirstAndEachLineInItsOrder() {
        assertThat(served(lines(0.25, 4, 4), 8)).containsExactly("l0", "l1", "l2", "b0", "l3", "b1", "b2", "b3");
    }

    @ParameterizedTest
    @CsvSource({"0.01, 10", "0.1, 100", "0.2, 200", "0.25, 250", "0.3, 300", "0.5, 500", "0.9, 900"})
    void backfillGetsItsShareOfAThousandTurnsThatBothWaitFor(double share, int turns) {
        assertThat(served(lines(share, 1000, 1000), 1000).stream().filter(one -> one.startsWith("b")))
                .hasSize(turns);
    }

    @Test
    void turnsThatNobodyElseWantedAreNotHeldAgainstBackfill() {
        Lines<String> lines = lines(0.2, 0, 100);
        served(lines, 50);
        for (int i = 0; i < 10; i++) lines.add(Traffic.LIVE, "l" + i);
        assertThat(served(lines, 5)).containsExactly("l0", "l1", "l2", "l3", "b50");
    }

    @Test
    void whoeverMayNotBeServedIsPassedOver() {
        Lines<String> lines = lines(0.2, 1, 1);
        assertThat(lines.peek(one -> one.startsWith("b"))).isEqualTo("b0");
        assertThat(lines.poll(one -> false)).isNull();
        assertThat(lines.poll(one -> one.startsWith("b"))).isEqualTo("b0");
        assertThat(lines.size()).isEqualTo(1);
    }

    @Test
    void peekNamesWhoPollServes() {
        Lines<String> lines = lines(0.3, 20, 20);
        while (lines.size() > 0) assertThat(lines.peek(one -> true)).isEqualTo(lines.poll(one -> true));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.1, Double.NaN})
    void aShareThatWouldStarveOneOfThemIsRefused(double share) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Lines<>(new Shares(share)));
    }
}
