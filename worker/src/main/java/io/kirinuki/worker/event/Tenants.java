package io.kirinuki.worker.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.batch.Tenant;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Reading;
import io.kirinuki.worker.config.TenantBy;
import io.kirinuki.worker.event.door.Doors;
import io.kirinuki.worker.ledger.LedgerEntry;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Tells whose a request is, from what is in its ledger. Any thread. */
final class Tenants {
    /** Of a CloudEvent. */
    private static final String EXPIRY = "expirytime";

    private final TenantBy by;
    private final Doors doors;

    Tenants(TenantBy by, Doors doors) {
        this.by = by;
        this.doors = doors;
    }

    /** {@link Tenant#NONE} where the request does not say, or cannot be read. */
    Tenant of(LedgerEntry entry) {
        return switch (by) {
            case TenantBy.Header(String name) -> named(header(entry, name));
            case TenantBy.KeyPrefix(String separator) ->
                named(entry.key().map(key -> new String(key, UTF_8)).flatMap(key -> before(separator, key)));
            case TenantBy.Bucket() ->
                named(request(entry).map(request -> request.source().bucket()));
        };
    }

    private static Tenant named(Optional<String> name) {
        return name.map(Tenant::named).orElse(Tenant.NONE);
    }

    private static Optional<String> before(String separator, String key) {
        int end = key.indexOf(separator);
        return end < 0 ? Optional.empty() : Optional.of(key.substring(0, end));
    }

    private static Optional<String> header(LedgerEntry entry, String name) {
        Optional<String> last = Optional.empty();
        for (LedgerEntry.Header header : entry.headers()) {
            if (header.name().equals(name)) last = header.value().map(value -> new String(value, UTF_8));
        }
        return last;
    }

    /** As the request says. Thousands are asked for theirs, and few have one: a glance spares most of them being parsed. */
    Optional<Instant> deadline(LedgerEntry entry) {
        if (!mayHaveDeadline(entry)) return Optional.empty();
        return request(entry).flatMap(ImageRequest::deadline);
    }

    private static boolean mayHaveDeadline(LedgerEntry entry) {
        for (LedgerEntry.Header header : entry.headers()) {
            if (header.name().toLowerCase(Locale.ROOT).contains(EXPIRY)) return true;
        }
        String text = entry.value().map(value -> new String(value, ISO_8859_1)).orElse("");
        return text.contains("deadline") || text.contains(EXPIRY) || text.contains("base64") || text.indexOf('\\') >= 0;
    }

    private Optional<ImageRequest> request(LedgerEntry entry) {
        if (entry.wasGarbled() || entry.omittedBytes().isPresent()) return Optional.empty();
        return doors.read(entry).reading() instanceof Reading.Read(ImageRequest request)
                ? Optional.of(request)
                : Optional.empty();
    }
}
