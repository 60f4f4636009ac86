package io.kirinuki.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {
    @ParameterizedTest
    @CsvSource({"100ms,100", "5s,5000", "2m,120000", "1h,3600000", "1d,86400000", "1.5 S,1500", "0ms,0", "PT2S,2000"})
    void durationHasAUnitOrIsIso(String text, long millis) {
        assertThat(Texts.duration(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"100", "5 sec", "-5s", "ms", "1e3ms", "999999999999d", "PT9223372036854775807S"})
    void otherDurationsAreRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Texts.duration(text))
                .withMessage("is not a duration such as 100ms, 5s or 2m");
    }

    @ParameterizedTest
    @CsvSource({"64MiB,67108864", "10MB,10000000", "1 kib,1024", "1048576,1048576", "1.5GiB,1610612736", "7B,7"})
    void sizeIsBinaryDecimalOrPlain(String text, long bytes) {
        assertThat(Texts.size(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "64M", "0.5", "99999999999TiB", "MiB", "1,5MB"})
    void otherSizesAreRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Texts.size(text))
                .withMessageStartingWith("is not a size");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:9000", "https://s3.example.org/", "HTTP://10.0.0.1", "http://[::1]:9000"})
    void addressIsSchemeAndHost(String text) {
        assertThat(Texts.address(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:9000",
                "ftp://host",
                "http://",
                "http://u:p@host",
                "http://host/bucket",
                "http://host?a"
            })
    void otherAddressesAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Texts.address(text));
    }

    @Test
    void numbersThatAreNoneAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Texts.number("NaN"));
        assertThatIllegalArgumentException().isThrownBy(() -> Texts.integer("9999999999"));
        assertThatIllegalArgumentException().isThrownBy(() -> Texts.longInteger("1_000"));
    }
}
