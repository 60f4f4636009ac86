package io.kirinuki.benchmark.contest;

import io.kirinuki.schema.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Those that do the same work with other means, as {@code benchmarks/peers/install} installed them.
 *
 * @param programs the folder of their sources
 */
public record Peers(Path programs, Set<Peer> chosen) {
    static final String WORKER = "kirinuki: worker, broker, store, client";
    private static final String SPARING = "kirinuki, sparing: 6 in flight, -Xmx192m";

    /** Which there are. */
    public enum Peer {
        REMBG("rembg p"),
        REMBG_CLEAN("rembg p -dc"),
        STREAMS("Kafka Streams, mapValues, our steps"),
        PARALLEL_CONSUMER("parallel consumer, our engine"),
        PYTHON("Python, one at a time, no clean edges"),
        PYTHON_BATCHED("Python, batches of 8, no clean edges"),
        PYTHON_CLEAN("Python, batches of 8, clean edges");

        private final String title;

        Peer(String title) {
            this.title = title;
        }

        /** As a command line names it: {@code rembg-clean}. */
        public static Optional<Peer> named(String text) {
            return Arrays.stream(values())
                    .filter(peer -> peer.name()
                            .toLowerCase(Locale.ROOT)
                            .replace('_', '-')
                            .equals(text))
                    .findFirst();
        }
    }

    public Path installed() {
        return programs.resolve("installed");
    }

    /** Whether those that are chosen can be run. */
    public boolean areThere() {
        return chosen.isEmpty() || Files.isExecutable(installed().resolve("bin/python"));
    }

    void addTo(List<Contestant> all, Systems systems) throws Exception {
        all.add(systems.worker(WORKER));
        all.add(systems.worker(
                SPARING,
                "192m",
                Map.of("KIRINUKI_LIMITS_IMAGES_IN_FLIGHT", "6", "KIRINUKI_LIMITS_MAX_OBJECT_BYTES", "16MiB")));
        for (Peer peer : chosen) all.add(started(peer, systems));
    }

    private Contestant started(Peer peer, Systems systems) throws Exception {
        Path python = installed().resolve("bin/python");
        Path consumer = programs.resolve("consumer.py");
        Path jars = installed().resolve("jars");
        return switch (peer) {
            case REMBG -> rembg(peer, systems);
            case REMBG_CLEAN -> rembg(peer, systems, "-dc");
            case STREAMS -> systems.java(peer.title, programs.resolve("StreamsPeer.java"), jars);
            case PARALLEL_CONSUMER -> systems.java(peer.title, programs.resolve("ParallelConsumerPeer.java"), jars);
            case PYTHON -> systems.python(peer.title, python, consumer);
            case PYTHON_BATCHED -> systems.python(peer.title, python, consumer, "--batch", "8");
            case PYTHON_CLEAN -> systems.python(peer.title, python, consumer, "--batch", "8", "--clean");
        };
    }

    private Contestant rembg(Peer peer, Systems systems, String... more) {
        String network = CustomNetwork.file(systems.home()).toString();
        List<String> command = new ArrayList<>(List.of(
                installed().resolve("bin/rembg").toString(),
                "p",
                "-m",
                "u2net_custom",
                "-x",
                Json.MAPPER.writeValueAsString(Map.of("model_path", network))));
        command.addAll(List.of(more));
        command.add(systems.setting().many().toString());
        return new FolderContestant(
                peer.title,
                systems.setting(),
                out -> with(command, out.toString()),
                Map.of("U2NET_HOME", systems.home().toString()));
    }

    private static List<String> with(List<String> command, String last) {
        List<String> all = new ArrayList<>(command);
        all.add(last);
        return all;
    }
}
