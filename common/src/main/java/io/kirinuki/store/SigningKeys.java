package io.kirinuki.store;

import io.minio.credentials.AwsConfigProvider;
import io.minio.credentials.AwsEnvironmentProvider;
import io.minio.credentials.Credentials;
import io.minio.credentials.IamAwsProvider;
import io.minio.credentials.Jwt;
import io.minio.credentials.Provider;
import io.minio.credentials.WebIdentityProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProviderException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.OkHttpClient;

/**
 * The keys that requests are signed with, always of use: those that expire are fetched anew before they do, those in files
 * read again once a second. While that fails, or somebody else is at it, those that still hold are used.
 *
 * <p>Threads: any; one of them fetches, and the others wait for it only where they have none to use. The SDK's own
 * providers would have all wait, and fetch ten seconds before the end. Failures: {@link ProviderException}, which says
 * where keys were looked for.
 */
final class SigningKeys implements Provider {
    /** Files and the environment are looked at that often. */
    private static final Duration GLANCE = Duration.ofSeconds(1);
    /** Before their end, at most; what holds for a short time is fetched when a quarter of it is left. */
    private static final Duration AHEAD = Duration.ofMinutes(5);
    /** After keys were not to be had. */
    private static final Duration AGAIN = Duration.ofSeconds(5);

    /** {@code until} is milliseconds: then the keys are looked for again. */
    private record Held(Credentials keys, long until) {}

    /** Looks for keys, every time anew. */
    @FunctionalInterface
    interface Origin {
        Credentials fetch() throws IOException;
    }

    private final Origin origin;
    private final boolean forGood;
    private final InstantSource time;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile Optional<Held> held = Optional.empty();

    SigningKeys(StoreConfig config, OkHttpClient http) {
        this(
                origin(config, config.credentials(), http),
                config.credentials() instanceof io.kirinuki.store.Credentials.Fixed fixed && !fixed.fromFiles(),
                InstantSource.system());
    }

    SigningKeys(Origin origin, boolean forGood, InstantSource time) {
        this.origin = origin;
        this.forGood = forGood;
        this.time = time;
    }

    @Override
    public Credentials fetch() {
        Optional<Held> now = held;
        if (now.isPresent() && time.millis() < now.get().until())
            return now.get().keys();
        boolean usable = now.isPresent() && !now.get().keys().isExpired();
        if (!usable) fetching.lock();
        else if (!fetching.tryLock()) return now.get().keys();
        try {
            Optional<Held> meanwhile = held;
            if (!meanwhile.equals(now) && meanwhile.isPresent())
                return meanwhile.get().keys();
            return renewed(now.filter(it -> usable));
        } finally {
            fetching.unlock();
        }
    }

    private Credentials renewed(Optional<Held> usable) {
        try {
            Credentials keys = origin.fetch();
            held = Optional.of(new Held(
                    keys, forGood ? Long.MAX_VALUE : time.millis() + rest(keys).toMillis()));
            return keys;
        } catch (IOException | RuntimeException e) {
            if (usable.isEmpty()) throw new ProviderException(words(e), e);
            held = Optional.of(new Held(usable.get().keys(), time.millis() + AGAIN.toMillis()));
            return usable.get().keys();
        }
    }

    /** How long keys are used without a look for others. */
    private Duration rest(Credentials keys) {
        ZonedDateTime end = keys.expiration();
        if (end == null) return GLANCE;
        Duration left = Duration.between(time.instant(), end.toInstant());
        Duration ahead = left.dividedBy(4).compareTo(AHEAD) < 0 ? left.dividedBy(4) : AHEAD;
        return left.minus(ahead).compareTo(GLANCE) < 0 ? GLANCE : left.minus(ahead);
    }

    /** Causes say what the SDK's wrappers do not; none of them holds a key. */
    private static String words(Throwable thrown) {
        List<String> words = new ArrayList<>();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            String said =
                    cause instanceof IOException || cause.getMessage() == null ? cause.toString() : cause.getMessage();
            if (words.stream().noneMatch(earlier -> earlier.contains(said))) words.add(said);
        }
        return String.join(": ", words);
    }

    private static Origin origin(StoreConfig config, io.kirinuki.store.Credentials from, OkHttpClient http) {
        return switch (from) {
            case io.kirinuki.store.Credentials.Fixed fixed -> () -> keys(fixed);
            case io.kirinuki.store.Credentials.Environment environment -> () -> new AwsEnvironmentProvider().fetch();
            case io.kirinuki.store.Credentials.SharedFile(Optional<Path> file, Optional<String> profile) ->
                () -> new AwsConfigProvider(file.map(Path::toString).orElse(null), profile.orElse(null)).fetch();
            case io.kirinuki.store.Credentials.WebIdentity identity -> () -> identified(config, identity, http);
            case io.kirinuki.store.Credentials.Instance instance -> () -> given(instance, http);
            case io.kirinuki.store.Credentials.Chain chain ->
                () -> first(List.of(
                        () -> new AwsEnvironmentProvider().fetch(),
                        origin(config, chain.file(), http),
                        origin(config, chain.identity(), http),
                        origin(config, chain.instance(), http)));
        };
    }

    private static Credentials keys(io.kirinuki.store.Credentials.Fixed fixed) throws IOException {
        var token = fixed.sessionToken();
        return new Credentials(
                fixed.accessKey().now(),
                fixed.secretKey().now(),
                token.isPresent() ? token.get().now() : null,
                null);
    }

    private static Credentials identified(
            StoreConfig config, io.kirinuki.store.Credentials.WebIdentity identity, OkHttpClient http)
            throws IOException {
        Path file = identity.tokenFile()
                .or(() -> variable("AWS_WEB_IDENTITY_TOKEN_FILE").map(Path::of))
                .orElseThrow(() -> new ProviderException(
                        "no token file is named, neither by identity.token-file nor by AWS_WEB_IDENTITY_TOKEN_FILE"));
        String token = Files.readString(file).strip();
        String service = identity.service()
                .map(Object::toString)
                .orElseGet(() -> config.endpoint().getHost().endsWith(".amazonaws.com")
                        ? "https://sts.%s.amazonaws.com".formatted(config.region())
                        : config.endpoint().toString());
        return new WebIdentityProvider(
                        () -> new Jwt(token, 0),
                        service,
                        null,
                        null,
                        identity.role().or(() -> variable("AWS_ROLE_ARN")).orElse(null),
                        variable("AWS_ROLE_SESSION_NAME").orElse(null),
                        http)
                .fetch();
    }

    private static Credentials given(io.kirinuki.store.Credentials.Instance instance, OkHttpClient http) {
        return new IamAwsProvider(instance.service().map(Object::toString).orElse(null), http).fetch();
    }

    private static Credentials first(List<Origin> origins) {
        List<String> lacking = new ArrayList<>();
        for (Origin origin : origins) {
            try {
                return origin.fetch();
            } catch (IOException | RuntimeException e) {
                lacking.add(words(e));
            }
        }
        throw new ProviderException(String.join("; ", lacking));
    }

    /** As the SDK's providers read it. */
    private static Optional<String> variable(String name) {
        return Optional.ofNullable(System.getProperty(name))
                .or(() -> Optional.ofNullable(System.getenv(name)))
                .filter(text -> !text.isBlank());
    }
}
