package io.kirinuki.worker.job.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void eachFormIsRead() {
        assertThat(Moment.parse("earliest", NOW)).isEqualTo(new Moment.Earliest());
        assertThat(Moment.parse("latest", NOW)).isEqualTo(new Moment.Latest());
        assertThat(Moment.parse("1200", NOW)).isEqualTo(new Moment.Offset(1200));
        assertThat(Moment.parse("0:12,3:7", NOW)).isEqualTo(new Moment.Offsets(new TreeMap<>(Map.of(0, 12L, 3, 7L))));
        assertThat(Moment.parse("36h", NOW)).isEqualTo(at("2026-11-20T00:00:00Z"));
        assertThat(Moment.parse("90s", NOW)).isEqualTo(at("2026-11-21T11:58:30Z"));
        assertThat(Moment.parse("2d", NOW)).isEqualTo(at("2026-11-19T12:00:00Z"));
        assertThat(Moment.parse("2026-11-20", NOW)).isEqualTo(at("2026-11-20T00:00:00Z"));
        assertThat(Moment.parse("2026-11-20T08:00:00+09:00", NOW)).isEqualTo(at("2026-11-19T23:00:00Z"));
        assertThat(Moment.parse("2026-11-20T08:00:00.5Z", NOW)).isEqualTo(at("2026-11-20T08:00:00.500Z"));
    }

    private static Moment at(String time) {
        return new Moment.At(Instant.parse(time));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "-1",
                "1:",
                "1:2,",
                "2026-13-01",
                "2026-11-20T08:00:00",
                "5w",
                "9999999999999999999"
            })
    void anythingElseIsRefusedWithTheForms(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Moment.parse(text, NOW))
                .withMessageContaining("\"" + text + "\" is not a time such as")
                .withMessageContaining("earliest or latest");
    }
}
