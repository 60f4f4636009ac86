package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.schema.Json;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The distribution's Prometheus, as a process that scrapes every half second. */
final class Prometheus implements AutoCloseable {
    private final Process process;
    private final URI address;
    private final HttpClient http = HttpClient.newHttpClient();

    private Prometheus(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** Whether all that the test wants is installed. */
    static boolean installed() {
        return Set.of("prometheus", "promtool").stream()
                .allMatch(program -> Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program))));
    }

    /** Scrapes {@code targets}, named {@code host:port}, as job {@code kirinuki}. */
    static Prometheus start(Path folder, Path rules, List<String> targets) throws IOException {
        int port = freePort();
        Path config = folder.resolve("prometheus.yml");
        Files.writeString(config, """
                global: {scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 500ms}
                rule_files: ["%s"]
                scrape_configs:
                  - job_name: kirinuki
                    static_configs: [{targets: [%s]}]
                """.formatted(rules.toAbsolutePath(), String.join(", ", quoted(targets))));
        Process process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
        return new Prometheus(process, URI.create("http://127.0.0.1:" + port));
    }

    private static List<String> quoted(List<String> targets) {
        return targets.stream().map(target -> '"' + target + '"').toList();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    URI address() {
        return address;
    }

    boolean ready() throws InterruptedException {
        try {
            return get("/-/ready").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The samples of an instant query. */
    JsonNode query(String expression) throws IOException, InterruptedException {
        HttpResponse<String> response = get("/api/v1/query?query=" + URLEncoder.encode(expression, UTF_8));
        JsonNode answer = Json.MAPPER.readTree(response.body());
        if (!answer.path("status").asString("").equals("success")) {
            throw new AssertionError("%s: %s".formatted(expression, response.body()));
        }
        return answer.get("data").get("result");
    }

    /** Names of alerts that have fired at any time. */
    Set<String> fired() throws IOException, InterruptedException {
        Set<String> names = new TreeSet<>();
        for (JsonNode alert : query("max by (alertname) (max_over_time(ALERTS{alertstate=\"firing\"}[10m]))")) {
            names.add(alert.get("metric").get("alertname").asString());
        }
        return names;
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(address + path)).build(), HttpResponse.BodyHandlers.ofString(UTF_8));
    }

    /** What promtool says, where it is not content. */
    static String check(String... arguments) throws IOException, InterruptedException {
        Process tool = new ProcessBuilder(Stream.concat(Stream.of("promtool"), Stream.of(arguments))
                        .toList())
                .redirectErrorStream(true)
                .start();
        String said = new String(tool.getInputStream().readAllBytes(), UTF_8);
        return tool.waitFor() == 0 ? "" : said;
    }

    @Override
    public void close() {
        http.close();
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
