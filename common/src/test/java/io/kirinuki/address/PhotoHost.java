package io.kirinuki.address;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** A web server on this machine, with or without TLS, that does at each path what it is told. */
final class PhotoHost implements AutoCloseable {
    /** What happens to a request. */
    interface Deed {
        void answer(HttpExchange request) throws IOException;
    }

    private static final char[] PASSWORD = "changeit".toCharArray();

    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, Deed> deeds = new ConcurrentHashMap<>();
    /** Method and address of each request, in order. */
    final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    private PhotoHost(HttpServer http) {
        this.http = http;
        http.setExecutor(threads);
        http.createContext("/", this::answer);
        http.start();
    }

    static PhotoHost plain() throws IOException {
        return new PhotoHost(HttpServer.create(here(), 0));
    }

    static PhotoHost secure(KeyStore key) throws Exception {
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(key, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer https = HttpsServer.create(here(), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(context));
        return new PhotoHost(https);
    }

    private static InetSocketAddress here() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** A key, and a certificate of its own for the host. */
    static KeyStore key(Path folder, String host) throws Exception {
        Path file = folder.resolve(host + ".p12");
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "host",
                        "-keyalg",
                        "EC",
                        "-validity",
                        "2",
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        "SAN=dns:" + host,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        if (keytool.waitFor() != 0) throw new IOException(said);
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    static X509TrustManager trust(KeyStore key) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("host", key.getCertificate("host"));
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        return (X509TrustManager) managers.getTrustManagers()[0];
    }

    int port() {
        return http.getAddress().getPort();
    }

    void at(String path, Deed deed) {
        deeds.put(path, deed);
    }

    private void answer(HttpExchange request) throws IOException {
        asked.add(request.getRequestMethod() + " " + request.getRequestURI());
        try {
            deeds.getOrDefault(request.getRequestURI().getPath(), status(404)).answer(request);
        } finally {
            request.close();
        }
    }

    static Deed status(int status, String... headers) {
        return request -> {
            set(request, headers);
            request.sendResponseHeaders(status, -1);
        };
    }

    static Deed body(byte[] body, String... headers) {
        return request -> {
            set(request, headers);
            boolean head = request.getRequestMethod().equals("HEAD");
            request.sendResponseHeaders(200, head ? -1 : body.length == 0 ? -1 : body.length);
            if (!head) request.getResponseBody().write(body);
        };
    }

    /** In chunks, of which nobody says before how many there are. */
    static Deed chunks(byte[] piece, int times, String... headers) {
        return request -> {
            set(request, headers);
            request.sendResponseHeaders(200, 0);
            try (OutputStream out = request.getResponseBody()) {
                for (int i = 0; i < times; i++) out.write(piece);
            }
        };
    }

    /** A byte now and then. */
    Deed drip(int length, long pauseMillis) {
        return request -> {
            request.sendResponseHeaders(200, length);
            try {
                for (int i = 0; i < length; i++) {
                    request.getResponseBody().write(1);
                    request.getResponseBody().flush();
                    if (closing.await(pauseMillis, TimeUnit.MILLISECONDS)) return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    private static void set(HttpExchange request, String... headers) {
        for (int i = 0; i < headers.length; i += 2) {
            request.getResponseHeaders().set(headers[i], headers[i + 1]);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        http.stop(0);
        threads.shutdownNow();
    }
}
