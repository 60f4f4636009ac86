package io.kirinuki.worker.reception.http;

import io.kirinuki.worker.http.Call;
import io.kirinuki.worker.http.Reply;
import io.kirinuki.worker.http.Visitors;
import io.kirinuki.worker.reception.Keys;
import io.kirinuki.worker.reception.Owner;
import io.kirinuki.worker.reception.RateLimit;
import io.kirinuki.worker.reception.http.Refusal.RefusedException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/**
 * Who may come in, and how many at a time: keys, their rates, places for those who wait, and what the worker owes already.
 * Any thread.
 */
final class Gate {
    private static final String BEARER = "bearer ";
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(5);

    private final Keys keys;
    private final boolean open;
    private final Visitors visitors;
    private final RateLimit rate;
    private final Semaphore places;
    private final LongSupplier owed;
    private final int mostOwed;

    Gate(Keys keys, boolean open, Visitors visitors, RateLimit rate, int mostWaiting, LongSupplier owed, int mostOwed) {
        this.keys = keys;
        this.open = open;
        this.visitors = visitors;
        this.rate = rate;
        this.places = new Semaphore(mostWaiting);
        this.owed = owed;
        this.mostOwed = mostOwed;
    }

    /** Whose call it is. Nothing of its body is read before. */
    Owner owner(Call call) throws RefusedException {
        if (open) refuseOtherSites(call);
        Optional<Owner> owner = keys.owner(shown(call));
        if (owner.isPresent()) return owner.get();
        throw Refusal.of(
                        401,
                        "KeyRefused",
                        shown(call).isPresent() ? "the key is not known" : "no key was shown",
                        "Send Authorization: Bearer KEY, or X-Api-Key: KEY.")
                .thrown();
    }

    /** Where no key is asked for, a site in a visitor's browser must not ask in the visitor's name. */
    private void refuseOtherSites(Call call) throws RefusedException {
        Optional<Reply> stranger = visitors.refusal(call);
        boolean ours = call.header("sec-fetch-site")
                        .map(site -> site.equals("same-origin") || site.equals("none"))
                        .orElse(true)
                && call.header("origin")
                        .map(("http://" + call.header("host").orElse(""))::equals)
                        .orElse(true);
        if (stranger.isEmpty() && ours) return;
        throw Refusal.of(
                        403,
                        "OtherSite",
                        "this door is open to programs of this machine, and not to sites in a browser, nor by a"
                                + " foreign name",
                        "Ask by the address or by localhost; or let kirinuki.http.keys-file ask for keys.")
                .thrown();
    }

    private static Optional<String> shown(Call call) {
        Optional<String> bearer = call.header("authorization")
                .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(BEARER))
                .map(value -> value.substring(BEARER.length()).strip());
        return bearer.or(() -> call.header("x-api-key").map(String::strip)).filter(key -> !key.isEmpty());
    }

    void pay(Owner owner) throws RefusedException {
        Optional<Duration> wait = rate.take(owner);
        if (wait.isPresent()) {
            throw Refusal.later(
                            429, "RateLimited", "this key asks more often than kirinuki.http.rate allows", wait.get())
                    .thrown();
        }
    }

    /** A place of one that waits, to be given back once. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    Place place() throws RefusedException {
        if (owed.getAsLong() > mostOwed) {
            throw Refusal.later(
                            429, "Busy", "the worker owes as many answers as it may (kirinuki.http.most-owed)", LATER)
                    .thrown();
        }
        if (places.tryAcquire()) return places::release;
        throw Refusal.later(429, "Busy", "as many wait already as may (kirinuki.http.most-waiting)", SOON)
                .thrown();
    }
}
