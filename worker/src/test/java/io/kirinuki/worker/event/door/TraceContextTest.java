package io.kirinuki.worker.event.door;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String ID = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "00-" + ID + "-b7ad6b7169203331-01";

    @ParameterizedTest
    @CsvSource({
        PARENT + ", true",
        "00-" + ID + "-b7ad6b7169203331-00, false",
        "00-" + ID + "-b7ad6b7169203331-fe, false",
        "cc-" + ID + "-b7ad6b7169203331-03-of-later, true",
    })
    void aTraceIsRead(String parent, boolean sampled) {
        assertThat(TraceContext.of(Optional.of(parent), Optional.empty()))
                .contains(new TraceContext(ID, "b7ad6b7169203331", sampled, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-" + ID,
                "00-" + ID + "-b7ad6b7169203331-01-more",
                "ff-" + ID + "-b7ad6b7169203331-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-" + ID + "-0000000000000000-01",
                "00-" + ID + "-b7ad6b7169203331-1",
            })
    void anInvalidTraceIsDropped(String parent) {
        assertThat(TraceContext.of(Optional.of(parent), Optional.of("a=1"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    congo=t61rcWkgMzE,rojo=00f067aa0ba902b7 | true
                    0tenant@vendor=a b c                    | true
                    Congo=1                                 | false
                    congo                                   | false
                    congo=1=2                               | false
                    congo=ä                                 | false
                    """)
    void aStateIsPassedOnWhereItIsValid(String state, boolean valid) {
        TraceContext trace =
                TraceContext.of(Optional.of(PARENT), Optional.of(state)).orElseThrow();
        assertThat(trace.state()).isEqualTo(valid ? Optional.of(state) : Optional.empty());
    }

    @Test
    void theTraceGoesOnUnderASpanOfOurs() {
        var headers = new RecordHeaders();
        TraceContext.of(Optional.of(PARENT), Optional.of("a=1")).orElseThrow().write(headers, "00f067aa0ba902b7");
        assertThat(headers.lastHeader("traceparent").value())
                .isEqualTo(("00-" + ID + "-00f067aa0ba902b7-01").getBytes(UTF_8));
        assertThat(headers.lastHeader("tracestate").value()).isEqualTo("a=1".getBytes(UTF_8));
    }
}
