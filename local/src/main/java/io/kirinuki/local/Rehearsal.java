package io.kirinuki.local;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A worker's start, to ready, and its end by a signal, as a process of its own beside a broker and a store that are there for
 * nothing else. The image is built with one: what its archive of classes leaves out is read and checked anew by each start.
 *
 * <p>Exit codes: 0 it was ready and has ended; 1 it was not, and has said why.
 */
public final class Rehearsal {
    private static final List<String> TOPICS = List.of("image-requests", "image-results", "image-failures");
    private static final String BUCKET = "rehearsal";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private Rehearsal() {}

    /** The command of a worker that lacks all that says where servers are; {@code KIRINUKI_MODELS_DIRECTORY} is the caller's. */
    public static void main(String[] command) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("rehearsal");
        boolean ready;
        try (OneMachine machine = OneMachine.start(folder.resolve("servers"), 0, 0)) {
            machine.store().createBucket(BUCKET);
            for (String topic : TOPICS) machine.kafka().createTopic(topic, 1, Map.of());
            ready = rehearsed(machine, folder, List.of(command));
        }
        System.exit(ready ? 0 : 1);
    }

    private static boolean rehearsed(OneMachine machine, Path folder, List<String> command)
            throws IOException, InterruptedException {
        int port = freePort();
        ProcessBuilder start = new ProcessBuilder(command).inheritIO();
        Path models = Path.of(System.getenv().getOrDefault("KIRINUKI_MODELS_DIRECTORY", "models"));
        start.environment().putAll(machine.environment(folder.resolve("state"), models, BUCKET));
        start.environment().put("KIRINUKI_KAFKA_REPLICATION_FACTOR", "1");
        start.environment().put("KIRINUKI_MODELS_CACHE", folder.resolve("cache").toString());
        start.environment().put("KIRINUKI_ADMIN_PORT", String.valueOf(port));
        Process worker = start.start();
        try {
            boolean ready = awaitReady(worker, port);
            worker.destroy();
            if (worker.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) return ready;
            System.err.println("The worker does not end");
            return false;
        } finally {
            worker.destroyForcibly();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static boolean awaitReady(Process worker, int port) throws InterruptedException {
        HttpRequest asked = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/readyz".formatted(port)))
                .timeout(Duration.ofSeconds(5))
                .build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (System.nanoTime() < deadline) {
                if (!worker.isAlive()) {
                    System.err.println("The worker ended with code " + worker.exitValue());
                    return false;
                }
                if (answers(http, asked)) return true;
                Thread.sleep(PAUSE);
            }
        }
        System.err.println("The worker is not ready after " + PATIENCE);
        return false;
    }

    private static boolean answers(HttpClient http, HttpRequest asked) throws InterruptedException {
        try {
            return http.send(asked, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }
}
