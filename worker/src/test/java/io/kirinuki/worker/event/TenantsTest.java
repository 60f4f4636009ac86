package io.kirinuki.worker.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.batch.Tenant;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import io.kirinuki.worker.config.TenantBy;
import io.kirinuki.worker.event.door.Doors;
import io.kirinuki.worker.event.door.Rules;
import io.kirinuki.worker.ledger.LedgerEntry;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

class TenantsTest {
    private static final byte[] REQUEST =
            Json.write(ImageRequest.of("one", ObjectRef.of("photos-of-acme", "a/b.png"), "mask"));

    private static Tenant tenant(TenantBy by, String key, byte[] value, String... headers) {
        Record<byte[], byte[]> record = new Record<>(key == null ? null : key.getBytes(UTF_8), value, 1);
        for (String header : headers) {
            record.headers().add("tenant", header == null ? null : header.getBytes(UTF_8));
        }
        LedgerEntry entry = LedgerEntry.accept(new Position("requests", 0, 0), record);
        return new Tenants(by, new Doors(Rules.none(), reason -> {})).of(entry);
    }

    @Test
    void byTheLastHeaderOfThatName() {
        TenantBy by = new TenantBy.Header("tenant");
        assertThat(tenant(by, null, REQUEST, "old", " acme ")).isEqualTo(new Tenant("acme"));
        assertThat(tenant(by, null, REQUEST, "old", null)).isEqualTo(Tenant.NONE);
        assertThat(tenant(by, null, REQUEST)).isEqualTo(Tenant.NONE);
        assertThat(tenant(by, null, REQUEST, "x".repeat(100_000))).isEqualTo(new Tenant("x".repeat(128)));
    }

    @Test
    void byWhatStandsBeforeASeparatorInTheKey() {
        TenantBy by = new TenantBy.KeyPrefix("::");
        assertThat(tenant(by, "acme::7::8", REQUEST)).isEqualTo(new Tenant("acme"));
        assertThat(tenant(by, "acme:7", REQUEST)).isEqualTo(Tenant.NONE);
        assertThat(tenant(by, null, REQUEST)).isEqualTo(Tenant.NONE);
    }

    @Test
    void byTheBucketOfTheImage() {
        TenantBy by = new TenantBy.Bucket();
        assertThat(tenant(by, null, REQUEST)).isEqualTo(new Tenant("photos-of-acme"));
        assertThat(tenant(by, null, "nonsense".getBytes(UTF_8))).isEqualTo(Tenant.NONE);
        assertThat(tenant(by, null, null)).isEqualTo(Tenant.NONE);
    }
}
