package io.kirinuki.worker.config;

import io.kirinuki.batch.Tenant;
import io.kirinuki.batch.Weights;
import io.kirinuki.pipeline.Quota;
import io.kirinuki.pipeline.Quotas;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/** Tenants that share a worker, and what each may have of it: see docs/tenants.md. */
public record TenantsConfig(
        @Setting(
                meaning = "What tells whose a request is: `header:NAME`, a header of its record; `key:SEPARATOR`, what"
                        + " stands before that in the record's key; or `bucket`, that of its image. `none`: nothing,"
                        + " and nobody takes turns.",
                fallback = "none")
        String by,

        @Setting(
                meaning =
                        "By a tenant's name, the turns that it has where others have one, from 1 to 1000; 1 for whoever"
                                + " is not named.")
        Map<String, String> weights,

        @Setting(
                meaning = "By a tenant's name, how many of its images a worker is at at a time; `*` is each that is not"
                        + " named. More wait. Without it there is no such limit.")
        Map<String, String> inFlight,

        @Setting(
                meaning = "By a tenant's name, how many of its images a worker begins in a minute, retries counted in;"
                        + " `*` is each that is not named. More wait. Without it there is no such limit.")
        Map<String, String> perMinute,

        @Setting(
                meaning =
                        "Records in flight per partition at which it is paused where tenants take turns; of one tenant"
                                + " `flow.high-mark` of them are begun, and the others are read over to find what is behind them."
                                + " It is paused sooner where they hold more than 2 KiB each, on the average. At least"
                                + " `flow.high-mark`.",
                fallback = "10000",
                least = "1",
                most = "1000000")
        int readOn,

        @Setting(
                meaning =
                        "Tenants that metrics name: those with a weight or a quota, and the first of others; all more are"
                                + " `other`.",
                fallback = "20",
                least = "0",
                most = "1000")
        int shown) {

    private static final String SECTION = "kirinuki.tenants.";
    private static final String EACH = "*";
    private static final int MOST = 1_000_000;

    public TenantsConfig {
        weights = Map.copyOf(weights);
        inFlight = Map.copyOf(inFlight);
        perMinute = Map.copyOf(perMinute);
        Contradictions contradictions = new Contradictions();
        contradictions.refuse(SECTION + "by", TenantBy.problem(by));
        refuseNoNumbers(contradictions, "weights", weights, Weights.MOST);
        refuseNoNumbers(contradictions, "in-flight", inFlight, MOST);
        refuseNoNumbers(contradictions, "per-minute", perMinute, MOST);
        contradictions
                .refuseIf(
                        weights.containsKey(EACH),
                        SECTION + "weights.*: whoever is not named has a weight of 1; name tenants")
                .refuseIf(
                        by.equals(TenantBy.NONE) && !(weights.isEmpty() && inFlight.isEmpty() && perMinute.isEmpty()),
                        SECTION + "by: is none, though there are weights or quotas; say what tells tenants apart, or"
                                + " leave those out")
                .orThrow();
    }

    private static void refuseNoNumbers(
            Contradictions contradictions, String setting, Map<String, String> numbers, int most) {
        for (String name : new TreeSet<>(numbers.keySet())) {
            contradictions
                    .refuseIf(
                            !name.equals(name.strip()),
                            "%s%s: the name \"%s\" has blanks around it, and tenants' names have none; leave them out"
                                    .formatted(SECTION, setting, name))
                    .refuseIf(
                            name.strip().length() > Tenant.LONGEST,
                            "%s%s: the name \"%s\" has %d characters, and of a tenant's name %d count; shorten it"
                                    .formatted(
                                            SECTION, setting, name, name.strip().length(), Tenant.LONGEST));
            String text = numbers.get(name).strip();
            boolean within = text.matches("[1-9][0-9]{0,6}") && Integer.parseInt(text) <= most;
            contradictions.refuseIf(
                    !within,
                    "%s%s.%s: \"%s\" is no whole number from 1 to %d".formatted(SECTION, setting, name, text, most));
        }
    }

    /** What tells tenants apart; empty where nothing does. */
    public Optional<TenantBy> told() {
        return TenantBy.parse(by);
    }

    /** How tenants take turns; empty where they do not. */
    public Optional<Weights> turns() {
        Map<String, Integer> numbers = new HashMap<>();
        weights.forEach((name, text) -> numbers.put(name, Integer.valueOf(text.strip())));
        return told().map(by -> new Weights(numbers));
    }

    public Quotas quotas() {
        Map<String, Quota> named = new HashMap<>();
        for (Map<String, String> limits : List.of(inFlight, perMinute)) {
            limits.keySet().forEach(name -> named.put(name, quota(name)));
        }
        Quota others = quota(EACH);
        named.remove(EACH);
        return new Quotas(named, others);
    }

    /** What is not said of a tenant is what is said of each. */
    private Quota quota(String name) {
        return new Quota(limit(inFlight, name), limit(perMinute, name));
    }

    private static OptionalInt limit(Map<String, String> limits, String name) {
        String text = limits.getOrDefault(name, limits.get(EACH));
        return text == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text.strip()));
    }

    /** Tenants of which anything is said. */
    public Set<String> named() {
        Set<String> named = new TreeSet<>(weights.keySet());
        named.addAll(inFlight.keySet());
        named.addAll(perMinute.keySet());
        named.remove(EACH);
        return named;
    }
}
