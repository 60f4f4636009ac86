package io.kirinuki.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kirinuki.batch.Weights;
import io.kirinuki.pipeline.Quota;
import io.kirinuki.pipeline.Quotas;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantsConfigTest {
    private static TenantsConfig of(
            String by, Map<String, String> weights, Map<String, String> inFlight, Map<String, String> perMinute) {
        return new TenantsConfig(by, weights, inFlight, perMinute, 10_000, 20);
    }

    @Test
    void whatIsNotSaidOfATenantIsWhatIsSaidOfEach() {
        TenantsConfig config = of(
                "bucket", Map.of("acme", "4"), Map.of("*", "8", "umbrella", "2"), Map.of("acme", "600", "late", "60"));
        assertThat(config.turns()).contains(new Weights(Map.of("acme", 4)));
        assertThat(config.quotas())
                .isEqualTo(new Quotas(
                        Map.of(
                                "umbrella", new Quota(OptionalInt.of(2), OptionalInt.empty()),
                                "acme", new Quota(OptionalInt.of(8), OptionalInt.of(600)),
                                "late", new Quota(OptionalInt.of(8), OptionalInt.of(60))),
                        new Quota(OptionalInt.of(8), OptionalInt.empty())));
        assertThat(config.named()).containsExactly("acme", "late", "umbrella");
    }

    @Test
    void withoutTenantsThereAreNoTurns() {
        TenantsConfig none = of("none", Map.of(), Map.of(), Map.of());
        assertThat(none.told()).isEmpty();
        assertThat(none.turns()).isEmpty();
        assertThat(none.quotas()).isEqualTo(Quotas.NONE);
    }

    @Test
    void tenantsAreToldByOneOfThree() {
        assertThat(TenantBy.parse("header:x-tenant")).contains(new TenantBy.Header("x-tenant"));
        assertThat(TenantBy.parse("key:::")).contains(new TenantBy.KeyPrefix("::"));
        assertThat(TenantBy.parse("bucket")).contains(new TenantBy.Bucket());
    }

    @ParameterizedTest
    @ValueSource(strings = {"header", "header:", "key: ", "Bucket", "tenant", "None"})
    void anythingElseIsRefused(String by) {
        assertThat(problems(by, Map.of(), Map.of()))
                .containsExactly("kirinuki.tenants.by: \"%s\" is none of none, bucket, header:NAME and key:SEPARATOR"
                        .formatted(by));
    }

    @Test
    void aHeaderThatNoRecordHasIsRefused() {
        assertThat(problems("header: tenant", Map.of(), Map.of()))
                .containsExactly(
                        "kirinuki.tenants.by: \"header: tenant\" names a header with blanks around it, which no"
                                + " record has; leave them out");
    }

    @Test
    void aNameThatNoTenantHasIsRefused() {
        String longest = "x".repeat(128);
        assertThat(problems("bucket", Map.of(longest, "1", longest + "x", "1"), Map.of("acme ", "1")))
                .containsExactly(
                        "kirinuki.tenants.weights: the name \"%sx\" has 129 characters, and of a tenant's name 128 count; shorten it"
                                .formatted(longest),
                        "kirinuki.tenants.in-flight: the name \"acme \" has blanks around it, and tenants' names have none;"
                                + " leave them out");
    }

    @Test
    void numbersThatAreNoneAreNamedAllAtOnce() {
        assertThat(problems(
                        "bucket", Map.of("a", "0", "b", "1001", "c", "1.5", "*", "2"), Map.of("d", "no", "e", " 7 ")))
                .containsExactly(
                        "kirinuki.tenants.weights.a: \"0\" is no whole number from 1 to 1000",
                        "kirinuki.tenants.weights.b: \"1001\" is no whole number from 1 to 1000",
                        "kirinuki.tenants.weights.c: \"1.5\" is no whole number from 1 to 1000",
                        "kirinuki.tenants.in-flight.d: \"no\" is no whole number from 1 to 1000000",
                        "kirinuki.tenants.weights.*: whoever is not named has a weight of 1; name tenants");
    }

    @Test
    void aQuotaThatNobodyCouldHaveIsRefused() {
        assertThat(problems("none", Map.of(), Map.of("a", "1")))
                .containsExactly("kirinuki.tenants.by: is none, though there are weights or quotas; say what tells"
                        + " tenants apart, or leave those out");
    }

    private static Iterable<String> problems(String by, Map<String, String> weights, Map<String, String> inFlight) {
        return catchThrowableOfType(ConfigException.class, () -> of(by, weights, inFlight, Map.of()))
                .problems();
    }
}
