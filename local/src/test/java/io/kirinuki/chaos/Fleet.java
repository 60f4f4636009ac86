package io.kirinuki.chaos;

import io.kirinuki.local.EmbeddedStore;
import io.kirinuki.store.StoreConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Broker, store and workers, each a process of its own, with proxies between them.
 *
 * <p>Of the workers the first is a static member, the second a dynamic one, and the third a dynamic one that loses its
 * state folder whenever it stops; further ones go on in that order. Any thread, but one at a time for each process.
 */
final class Fleet implements AutoCloseable {
    static final String REQUESTS = "image-requests";
    static final String BACKFILL = "image-requests-backfill";
    static final String RESULTS = "image-results";
    static final String FAILURES = "image-failures";
    static final String GROUP = "kirinuki";
    static final Map<String, Integer> TOPICS = Map.of(REQUESTS, 6, BACKFILL, 3, RESULTS, 6, FAILURES, 3);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** For who is killed before it is worth compiling well. */
    private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

    private final Path folder;
    private final Child.Java java;
    private final boolean real;
    private final Optional<Path> faketime;
    private final int brokerPort;
    private final int controllerPort;
    private final int storePort;
    private final List<String> doors = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private final AtomicInteger modelVersion = new AtomicInteger();
    final AtomicInteger ownEnds = new AtomicInteger();
    private Child broker;
    private Child store;
    private volatile boolean guarded;

    /** A worker's place: its process comes and goes. */
    final class Member {
        final int number;
        final LinkProxy link;
        final ShelfProxy shelf;
        /** Whoever holds it may stop and start the process. */
        final ReentrantLock turn = new ReentrantLock(true);

        private final Map<String, String> environment;
        private volatile Child child;

        private Member(int number, LinkProxy link, ShelfProxy shelf, Map<String, String> environment) {
            this.number = number;
            this.link = link;
            this.shelf = shelf;
            this.environment = environment;
        }

        Child child() {
            return child;
        }

        Path trouble() {
            return folder.resolve("device-" + number);
        }

        Path clock() {
            return folder.resolve("clock-" + number);
        }

        boolean isStatic() {
            return number % 3 == 0;
        }

        private Path state() {
            return folder.resolve("state-" + number);
        }

        void start() throws IOException {
            if (number % 3 == 2) delete(state());
            child = process(environment, List.of());
        }

        /** Under the same name, as on another machine: with a state folder of its own. */
        Child namesake() throws IOException {
            Map<String, String> elsewhere = new HashMap<>(environment);
            elsewhere.put(
                    "KIRINUKI_KAFKA_STATE_DIR",
                    folder.resolve("elsewhere-" + number).toString());
            return process(elsewhere, List.of());
        }

        void becomes(Child namesake) {
            child = namesake;
        }

        private Child process(Map<String, String> variables, List<String> more) throws IOException {
            List<String> options = new ArrayList<>(more);
            options.addAll(List.of("-Xmx" + (real ? 1024 : 256) + "m", SHORT_LIVED));
            return java.start(
                    "worker " + number,
                    folder.resolve("worker-" + number + ".log"),
                    variables,
                    options,
                    List.of(WorkerProcess.class.getName()));
        }
    }

    Fleet(Path folder, Child.Java java, int workers, boolean real, Optional<Path> faketime) throws IOException {
        this.folder = folder;
        this.java = java;
        this.real = real;
        this.faketime = faketime;
        Ports ports = new Ports();
        brokerPort = ports.next();
        controllerPort = ports.next();
        storePort = ports.next();
        doors.addAll(List.of(Integer.toString(brokerPort), Integer.toString(brokerPort)));
        for (int i = 0; i < workers; i++) {
            int door = ports.next();
            int link = ports.next();
            int shelf = ports.next();
            doors.addAll(List.of(Integer.toString(door), Integer.toString(link)));
            members.add(new Member(
                    i, new LinkProxy(link, door), new ShelfProxy(shelf, storePort), environment(i, link, shelf)));
        }
    }

    /** Below those that systems give to connections, one of which might take a server's while it is away. */
    private static final class Ports {
        private final Random random = new Random();
        private final Set<Integer> given = new HashSet<>();

        int next() throws IOException {
            for (int i = 0; i < 1000; i++) {
                int port = 20_000 + random.nextInt(12_000);
                if (isFree(port) && given.add(port)) return port;
            }
            throw new IOException("no port is free");
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private Map<String, String> environment(int worker, int link, int shelf) {
        Map<String, String> all = new HashMap<>(settings("127.0.0.1:" + link, "http://127.0.0.1:" + shelf));
        all.put("KIRINUKI_KAFKA_STATE_DIR", folder.resolve("state-" + worker).toString());
        if (worker % 3 == 0) all.put("KIRINUKI_KAFKA_INSTANCE_ID", "worker-" + worker);
        all.put("KIRINUKI_KAFKA_PROPERTIES_MAIN_CONSUMER_SESSION_TIMEOUT_MS", "4000");
        all.put("KIRINUKI_KAFKA_PROPERTIES_MAIN_CONSUMER_HEARTBEAT_INTERVAL_MS", "1000");
        all.put("KIRINUKI_KAFKA_PROPERTIES_PRODUCER_TRANSACTION_TIMEOUT_MS", "6000");
        all.put("KIRINUKI_FLOW_RETRY_MAX_BACKOFF", "5s");
        // What is in flight is suspected when a worker dies: the more it is, the longer it is where workers die all the
        // time.
        all.put("KIRINUKI_FLOW_HIGH_MARK", "32");
        all.put("KIRINUKI_FLOW_LOW_MARK", "16");
        all.put("KIRINUKI_KAFKA_PROPERTIES_MAIN_CONSUMER_MAX_POLL_RECORDS", "16");
        all.put("KIRINUKI_STORE_READ_TIMEOUT", "5s");
        all.put("KIRINUKI_MODELS_DIRECTORY", models().toString());
        all.put("KIRINUKI_MODELS_REFRESH", "500ms");
        all.put("KIRINUKI_ADMIN_HOST", "127.0.0.1");
        all.put("KIRINUKI_ADMIN_PORT", "0");
        all.put("KIRINUKI_ENGINE_CPU_THREADS", "2");
        if (!real)
            all.put(
                    WorkerProcess.TROUBLE_VARIABLE,
                    folder.resolve("device-" + worker).toString());
        faketime.ifPresent(library -> {
            all.put("LD_PRELOAD", library.toString());
            all.put("FAKETIME_TIMESTAMP_FILE", folder.resolve("clock-" + worker).toString());
            all.put("FAKETIME_DONT_RESET", "1");
            all.put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
            all.put("FAKETIME_FORCE_MONOTONIC_FIX", "0"); // else every timed wait of the JVM ends at once
            all.put("FAKETIME_CACHE_DURATION", "1");
            all.put("NO_FAKE_STAT", "1");
        });
        return all;
    }

    /** For commands too. */
    private Map<String, String> settings(String bootstrap, String endpoint) {
        return Map.ofEntries(
                Map.entry("KIRINUKI_KAFKA_BOOTSTRAP_SERVERS", bootstrap),
                Map.entry("KIRINUKI_KAFKA_APPLICATION_ID", GROUP),
                Map.entry("KIRINUKI_KAFKA_REPLICATION_FACTOR", "1"),
                Map.entry("KIRINUKI_TOPICS_BACKFILL", BACKFILL),
                Map.entry("KIRINUKI_STORE_ENDPOINT", endpoint),
                Map.entry("KIRINUKI_STORE_ACCESS_KEY", EmbeddedStore.ACCESS_KEY),
                Map.entry("KIRINUKI_STORE_SECRET_KEY", EmbeddedStore.SECRET_KEY),
                Map.entry("KIRINUKI_OUTPUT_BUCKET", Photos.ARTIFACTS));
    }

    /** Returns with servers up and topics made. */
    void startServers() throws IOException, InterruptedException {
        startModels();
        startStore();
        startBroker();
        try (Admin admin = admin()) {
            admin.createTopics(TOPICS.entrySet().stream()
                            .map(topic -> new NewTopic(topic.getKey(), topic.getValue(), (short) 1))
                            .toList())
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("topics cannot be made", e);
        }
        for (Member member : members) setClock(member, 0);
    }

    /** Once there is work to do. */
    void startWorkers() throws IOException {
        for (Member member : members) member.start();
        guarded = true;
        Thread.ofVirtual().name("guard").start(this::guard);
    }

    /** What can be done while a worker serves. */
    interface Exercise {
        void run() throws Exception;
    }

    /** A worker's classes, as one that came up, worked and ended has loaded them: later ones start for half of the work. */
    void archiveClasses(Exercise exercise) throws Exception {
        Member member = members.getFirst();
        Child first = member.process(member.environment, List.of(java.archiving()));
        first.awaitWords("Stream is RUNNING", 0, PATIENCE);
        exercise.run();
        first.end(PATIENCE);
    }

    /** Starts again what ended by itself. */
    private void guard() {
        try {
            while (guarded) {
                for (Member member : members) {
                    if (!member.turn.tryLock()) continue;
                    try {
                        if (guarded && !member.child().alive()) {
                            ownEnds.incrementAndGet();
                            member.start();
                        }
                    } finally {
                        member.turn.unlock();
                    }
                }
                Thread.sleep(100);
            }
        } catch (IOException e) {
            throw new IllegalStateException("a worker cannot be started again", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void startBroker() throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                BrokerProcess.class.getName(), folder.resolve("kafka").toString(), Integer.toString(controllerPort)));
        words.addAll(doors);
        broker = started("broker", List.of("-Xmx400m"), words);
    }

    void startStore() throws IOException, InterruptedException {
        store = started(
                "store",
                List.of("-Xmx200m"),
                List.of(StoreProcess.class.getName(), folder.resolve("store").toString(), Integer.toString(storePort)));
    }

    private Child started(String name, List<String> options, List<String> words)
            throws IOException, InterruptedException {
        Path log = folder.resolve(name + ".log");
        long from = Files.exists(log) ? Files.size(log) : 0;
        Child child = java.start(name, log, Map.of("LOG_LEVEL", "WARN"), options, words);
        child.awaitWords("up", from, PATIENCE);
        return child;
    }

    Child broker() {
        return broker;
    }

    Child store() {
        return store;
    }

    List<Member> members() {
        return members;
    }

    String bootstrap() {
        return "127.0.0.1:" + brokerPort;
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrap()));
    }

    /** Past the proxies. */
    StoreConfig storeConfig() {
        return new StoreConfig(
                URI.create("http://127.0.0.1:" + storePort),
                EmbeddedStore.REGION,
                EmbeddedStore.ACCESS_KEY,
                EmbeddedStore.SECRET_KEY,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                32);
    }

    /** A command of the whole command line, past the proxies. */
    Child command(Path log, List<String> arguments) throws IOException {
        Map<String, String> environment =
                new HashMap<>(settings(bootstrap(), storeConfig().endpoint().toString()));
        environment.putAll(Map.of("LOG_LEVEL", "ERROR", "LIBRARY_LOG_LEVEL", "ERROR"));
        List<String> words = new ArrayList<>(List.of("io.kirinuki.local.Kirinuki"));
        words.addAll(arguments);
        return java.start("command", log, environment, List.of("-Xmx200m", SHORT_LIVED), words);
    }

    /** Makes the wall clock of a worker differ from ours; it may take a second until it sees. */
    void setClock(Member member, int seconds) throws IOException {
        Path coming = folder.resolve("clock-coming-" + member.number);
        Files.writeString(coming, "%+d%n".formatted(seconds));
        Files.move(coming, member.clock(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path models() {
        return folder.resolve("models");
    }

    private void startModels() throws IOException {
        Files.createDirectories(models());
        replaceModel();
    }

    /** Puts one more version beside those that are there, of which only few stay. */
    synchronized void replaceModel() throws IOException {
        int version = modelVersion.incrementAndGet();
        if (real) {
            copyModel(version);
        } else {
            FakeModels.put(models(), version);
        }
        if (version > 3) delete(models().resolve("subject").resolve(Integer.toString(version - 3)));
    }

    private void copyModel(int version) throws IOException {
        Path shipped = Path.of(System.getProperty("kirinuki.home", "..")).resolve("models/subject/3");
        Path model = Files.createDirectories(models().resolve("subject"));
        Path coming = Files.createDirectories(model.resolve("." + version));
        try (var files = Files.list(shipped)) {
            for (Path file : files.toList()) Files.copy(file, coming.resolve(file.getFileName()));
        }
        Path manifest = coming.resolve("model.yaml");
        Files.writeString(
                manifest, Files.readString(manifest).replaceFirst("(?m)^version: .*$", "version: \"" + version + "\""));
        Files.move(coming, model.resolve(Integer.toString(version)));
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException trouble) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Everything up and reachable, all clocks right, no device in trouble. */
    void heal() throws IOException, InterruptedException {
        for (Member member : members) {
            member.link.set(LinkProxy.Fault.NONE);
            member.link.disarm();
            member.shelf.set(new ShelfProxy.Trouble.None());
            member.shelf.disarm();
            setClock(member, 0);
            Files.deleteIfExists(member.trouble());
        }
        if (!store.alive()) startStore();
        if (!broker.alive()) startBroker();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        guarded = false;
        for (Member member : members) {
            if (member.child != null) member.child.kill();
            member.link.close();
            member.shelf.close();
        }
        if (broker != null) broker.kill();
        if (store != null) store.kill();
    }
}
