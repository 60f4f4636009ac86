package io.kirinuki.pipeline;

import io.kirinuki.batch.Tenant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What tenants have begun, against their quotas. Images a minute are counted as a bucket that fills evenly and holds a
 * second's worth, told by the time at which it will be full (the generic cell rate algorithm): nobody's time has to be
 * looked at but where it asks.
 *
 * <p>Guarded by its user. Knows who has something in flight, or began something within the time that its bucket takes to
 * fill.
 */
final class QuotaBook {
    private static final long MINUTE = 60_000_000_000L;
    private static final int FEW = 64;

    private static final class Account {
        private final Quota quota;
        private int inFlight;
        /** Nanoseconds; at or before now the bucket is full. */
        private long fullAt;

        private Account(Quota quota, long now) {
            this.quota = quota;
            this.fullAt = now;
        }

        private long interval() {
            return MINUTE / quota.aMinute().orElse(1);
        }

        /** So long before its bucket is full again one may still begin. */
        private long slack() {
            return Math.max(0, MINUTE / 60 - interval());
        }
    }

    private final Quotas quotas;
    private final Map<Tenant, Account> accounts = new HashMap<>();
    private int forgetAt = FEW;

    QuotaBook(Quotas quotas) {
        this.quotas = quotas;
    }

    /** Whether as many as its quota says are in flight: only an end can change that. */
    boolean full(Tenant tenant) {
        Account account = accounts.get(tenant);
        if (account == null || account.quota.inFlight().isEmpty()) return false;
        return account.inFlight >= account.quota.inFlight().getAsInt();
    }

    /** When one may begin by its images a minute; empty where it may now. */
    OptionalLong notBefore(Tenant tenant, long now) {
        Account account = accounts.get(tenant);
        if (account == null || account.quota.aMinute().isEmpty()) return OptionalLong.empty();
        long when = account.fullAt - account.slack();
        return when - now > 0 ? OptionalLong.of(when) : OptionalLong.empty();
    }

    void begins(Tenant tenant, long now) {
        if (accounts.size() >= forgetAt) {
            accounts.values().removeIf(one -> one.inFlight == 0 && one.fullAt - now <= 0);
            forgetAt = 2 * accounts.size() + FEW;
        }
        Account account = accounts.computeIfAbsent(tenant, it -> new Account(quotas.of(it), now));
        account.inFlight++;
        if (account.quota.aMinute().isPresent()) {
            account.fullAt = (account.fullAt - now > 0 ? account.fullAt : now) + account.interval();
        }
    }

    void ends(Tenant tenant) {
        accounts.get(tenant).inFlight--;
    }

    /** By tenant, where there are any. */
    Map<Tenant, Integer> inFlight() {
        Map<Tenant, Integer> inFlight = new HashMap<>();
        accounts.forEach((tenant, account) -> {
            if (account.inFlight > 0) inFlight.put(tenant, account.inFlight);
        });
        return inFlight;
    }
}
