package io.kirinuki.address;

import io.kirinuki.image.ByteSize;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.WebAddress;
import io.kirinuki.store.ObjectStore.Description;
import io.kirinuki.store.ObjectStore.OpenObject;
import java.io.IOException;
import java.net.Proxy;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Photos at addresses of the web, through one client that goes nowhere else: to hosts that are named, at ports that are
 * named, to public numbers only ({@link Ranges}), without proxy, cookies or credentials. Each redirect is held to the
 * same. What a host calls its content is not looked at: the probe decides.
 *
 * <p>Failures: 404 and 410 not found, 401 and 403 forbidden, hosts and addresses that may not be asked refused; 429, 5xx
 * and what went unanswered are transient, and say so where the host says when to come back.
 */
public final class GuardedAddresses implements Addresses {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final MediaType JSON = MediaType.get("application/json");
    private static final int MOST_IDLE = 16;
    private static final int IDLE_SECONDS = 30;

    private final AddressConfig config;
    private final GuardedDns names;
    private final OkHttpClient client;

    public GuardedAddresses(AddressConfig config) {
        this(config, Network.PUBLIC);
    }

    public GuardedAddresses(AddressConfig config, Network network) {
        this.config = config;
        this.names = new GuardedDns(network, config.connectTimeout());
        var builder = new OkHttpClient.Builder()
                .dns(names)
                .socketFactory(new GuardedSockets(network.reach()))
                .proxy(Proxy.NO_PROXY)
                .protocols(
                        List.of(Protocol.HTTP_1_1)) // a connection of HTTP/2 may serve another host of its certificate
                .connectionPool(new ConnectionPool(MOST_IDLE, IDLE_SECONDS, TimeUnit.SECONDS))
                .followRedirects(false)
                .followSslRedirects(false)
                .connectTimeout(config.connectTimeout())
                .readTimeout(config.readTimeout())
                .writeTimeout(config.readTimeout());
        network.trust()
                .ifPresent(trust -> builder.sslSocketFactory(context(trust).getSocketFactory(), trust));
        this.client = builder.build();
    }

    private static SSLContext context(X509TrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java speaks TLS", e);
        }
    }

    @Override
    public Outcome<OpenObject> open(WebAddress address) throws InterruptedException {
        return Outcome.of(() -> {
            Response answer = answered(address, "GET");
            try {
                if (answer.code() != 200) throw new FailedException(AddressFailures.of(answer, address));
                return AddressBody.of(answer, address, config.largest());
            } catch (FailedException | RuntimeException | Error e) {
                answer.close();
                throw e;
            }
        });
    }

    @Override
    public Optional<Description> describe(WebAddress address) throws InterruptedException {
        if (address.hasQuery()) return Optional.empty(); // known by its content, and presigned for GET alone
        Outcome<Optional<Description>> described = Outcome.of(() -> {
            try (Response answer = answered(address, "HEAD")) {
                if (answer.code() != 200) return Optional.<Description>empty();
                var said = new Description(new ByteSize(0), AddressBody.tag(answer), Optional.empty());
                return said.version().map(version -> said);
            }
        });
        return described instanceof Outcome.Done<Optional<Description>>(var description)
                ? description
                : Optional.empty();
    }

    @Override
    public Outcome<Integer> post(WebAddress address, Map<String, String> headers, byte[] json)
            throws InterruptedException {
        return Outcome.of(() -> {
            Optional<String> refusal = refusal(address);
            if (refusal.isPresent()) throw refused(address, address, refusal.get());
            long end = System.nanoTime() + config.callTimeout().toNanos();
            Request.Builder request = new Request.Builder().post(RequestBody.create(json, JSON));
            headers.forEach(request::header);
            try (Response answer = send(address, address, request, end)) {
                return answer.code();
            }
        });
    }

    /** The answer at the end of all redirects. */
    private Response answered(WebAddress asked, String method) throws FailedException, InterruptedException {
        long end = System.nanoTime() + config.callTimeout().toNanos();
        WebAddress at = asked;
        for (int redirects = 0; ; redirects++) {
            Optional<String> refusal = refusal(at);
            if (refusal.isPresent()) throw refused(asked, at, refusal.get());
            Response answer = send(asked, at, new Request.Builder().method(method, null), end);
            if (!REDIRECTS.contains(answer.code())) return answer;
            try (answer) {
                if (redirects == config.redirects()) {
                    throw refused(asked, asked, "it is redirected more than %d times".formatted(redirects));
                }
                at = target(asked, at, answer.header("Location", ""));
            }
        }
    }

    /** What speaks against asking there at all. */
    private Optional<String> refusal(WebAddress at) {
        if (!at.secure() && !config.plain()) {
            return Optional.of("it is http, and https alone is taken; kirinuki.addresses.http allows both");
        }
        if (!config.ports().contains(at.port())) {
            return Optional.of("port %d is not among kirinuki.addresses.ports".formatted(at.port()));
        }
        return config.hosts().holds(at.host())
                ? Optional.empty()
                : Optional.of("the host is not among kirinuki.addresses.hosts");
    }

    private Response send(WebAddress asked, WebAddress at, Request.Builder request, long end)
            throws FailedException, InterruptedException {
        HttpUrl url = HttpUrl.parse(at.url());
        boolean same = url != null
                && url.host().equals(at.host())
                && url.port() == at.port()
                && url.isHttps() == at.secure()
                && url.username().isEmpty()
                && url.password().isEmpty();
        if (!same) throw refused(asked, at, "it can be read in two ways");
        Call call = client.newCall(request.url(url)
                .header("Accept-Encoding", "identity")
                .header("User-Agent", "kirinuki")
                .build());
        call.timeout().timeout(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        try {
            return call.execute();
        } catch (IOException e) {
            if (Thread.interrupted()) throw new InterruptedException("asking an address");
            throw new FailedException(AddressFailures.of(e, asked));
        }
    }

    /** Read as strictly as what was asked for. */
    private static WebAddress target(WebAddress asked, WebAddress at, String location) throws FailedException {
        HttpUrl from = HttpUrl.parse(at.url());
        HttpUrl to = from == null ? null : from.resolve(location);
        if (to == null) throw refused(asked, asked, "it is redirected to no address of the web");
        try {
            WebAddress target = new WebAddress(to.toString());
            if (at.secure() && !target.secure()) throw refused(asked, target, "it is http, where https was asked");
            return target;
        } catch (IllegalArgumentException e) {
            throw new FailedException(
                    AddressFailures.refused(asked, "it is redirected to an address of which " + e.getMessage()));
        }
    }

    private static FailedException refused(WebAddress asked, WebAddress at, String why) {
        String words = at.equals(asked) ? why : "it is redirected to the host %s: %s".formatted(at.bucket(), why);
        return new FailedException(AddressFailures.refused(asked, words));
    }

    @Override
    public void close() {
        client.dispatcher().cancelAll();
        client.connectionPool().evictAll();
        names.close();
    }
}
