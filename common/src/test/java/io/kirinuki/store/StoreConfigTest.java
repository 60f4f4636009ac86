package io.kirinuki.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreConfigTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void theSecretIsNotPrinted() {
        assertThat(at("http://localhost:9000").toString())
                .contains("localhost:9000")
                .doesNotContain("hush", "reader");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost:9000", "localhost", "ftp://s3", "http://s3/path", "http://me:pw@s3", "http://s3?a"})
    void anEndpointIsSchemeHostAndPort(String endpoint) {
        assertThatThrownBy(() -> at(endpoint))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("endpoint");
    }

    @Test
    void nonsenseIsRefusedByName() {
        URI s3 = URI.create("http://s3/");
        assertThatThrownBy(() -> new StoreConfig(s3, " ", "reader", "hush", SECOND, SECOND, 1))
                .hasMessageContaining("region");
        assertThatThrownBy(() -> new StoreConfig(s3, "r", "", "hush", SECOND, SECOND, 1))
                .hasMessageContaining("access key");
        assertThatThrownBy(() -> new StoreConfig(s3, "r", "reader", "", SECOND, SECOND, 1))
                .hasMessageContaining("secret key");
        assertThatThrownBy(() -> new StoreConfig(s3, "r", "reader", "hush", Duration.ZERO, SECOND, 1))
                .hasMessageContaining("connect timeout");
        assertThatThrownBy(() -> new StoreConfig(s3, "r", "reader", "hush", SECOND, SECOND.negated(), 1))
                .hasMessageContaining("read timeout");
        assertThatThrownBy(() -> new StoreConfig(s3, "r", "reader", "hush", SECOND, SECOND, 0))
                .hasMessageContaining("connections");
    }

    private static StoreConfig at(String endpoint) {
        return new StoreConfig(URI.create(endpoint), "us-east-1", "reader", "hush", SECOND, SECOND, 64);
    }
}
