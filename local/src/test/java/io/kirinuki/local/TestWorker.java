package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.store.StoreConfig;
import io.kirinuki.worker.Wiring;
import io.kirinuki.worker.Worker;
import io.kirinuki.worker.config.ConfigReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The production worker in this process, with the real model unless a test brings another, seen from outside through its admin port. */
final class TestWorker implements AutoCloseable {
    static final String ARTIFACTS = "artifacts";

    private final Worker worker;
    private final HttpClient http = HttpClient.newHttpClient();

    private TestWorker(Worker worker) {
        this.worker = worker;
    }

    /** {@code settings} are keys without their {@code kirinuki.}, over those of a small machine. */
    static TestWorker start(Servers servers, Topics topics, Path state, Map<String, String> settings) {
        return start(servers, topics, state, settings, Wiring.Parts.REAL);
    }

    static TestWorker start(
            Servers servers, Topics topics, Path state, Map<String, String> settings, Wiring.Parts parts) {
        Map<String, String> named = new HashMap<>();
        keys(servers, topics, state, settings).forEach((key, value) -> named.put("kirinuki." + key, value));
        return new TestWorker(Wiring.start(
                ConfigReader.read(Optional.empty(), Map.of(), named).config(), parts));
    }

    private static Map<String, String> keys(Servers servers, Topics topics, Path state, Map<String, String> settings) {
        Map<String, String> keys = new HashMap<>();
        StoreConfig store = servers.store();
        keys.put("kafka.bootstrap-servers", servers.bootstrap());
        keys.put("kafka.application-id", topics.group());
        keys.put("kafka.state-dir", state.toString());
        keys.put("kafka.replication-factor", "1");
        keys.put("topics.requests", topics.requests());
        keys.put("topics.results", topics.results());
        keys.put("topics.failures", topics.failures());
        keys.put("store.endpoint", store.endpoint().toString());
        keys.put("store.region", store.region());
        keys.put("store.access-key", store.accessKey());
        keys.put("store.secret-key", store.secretKey());
        keys.put("output.bucket", ARTIFACTS);
        keys.put("models.directory", "../models");
        keys.put("models.cache", "target/models-cache"); // a suite starts many workers
        keys.put("engine.max-batch", "4"); // fewer batches to warm up
        keys.put("admin.host", "127.0.0.1");
        keys.put("admin.port", "0");
        keys.putAll(settings);
        return keys;
    }

    /** The same as variables of the environment, for commands that look after such workers. */
    static Map<String, String> environment(Servers servers, Topics topics, Path state, Map<String, String> settings) {
        Map<String, String> variables = new HashMap<>();
        keys(servers, topics, state, settings)
                .forEach((key, value) ->
                        variables.put("KIRINUKI_" + key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
        return variables;
    }

    int adminPort() {
        return worker.adminPort();
    }

    int httpPort() {
        return worker.httpPort().orElseThrow();
    }

    boolean broken() {
        return worker.broken();
    }

    HttpResponse<String> get(String page) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:%d%s".formatted(worker.adminPort(), page));
        return http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString(UTF_8));
    }

    /** The sum of all samples whose line starts so. */
    double metric(String start) throws IOException, InterruptedException {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(start))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() {
        worker.close();
        http.close();
    }
}
