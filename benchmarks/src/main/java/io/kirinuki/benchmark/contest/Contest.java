package io.kirinuki.benchmark.contest;

import io.kirinuki.benchmark.CutoutStages;
import io.kirinuki.local.OneMachine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who takes turns with whom. */
public final class Contest {
    private static final String LIMIT = "limit: the network alone";
    private static final String ENGINE = "engine alone";
    private static final String SYSTEM = "system: worker, broker, store, client";

    private final Path home =
            Path.of(System.getProperty("kirinuki.home")).toAbsolutePath().normalize();
    private final Path folder;
    private final Setting setting;
    private final int rounds;

    private Contest(Path folder, Setting setting, int rounds) {
        this.folder = folder;
        this.setting = setting;
        this.rounds = rounds;
    }

    /**
     * @param folder empty, for all that is left over
     * @param source holds photos
     * @param most photos of those
     * @param repeats of each photo in a turn
     * @param heap of every Java process
     */
    public static Contest of(
            Path folder, Path source, int width, int height, int most, int repeats, int rounds, String heap)
            throws Exception {
        return new Contest(folder, Setting.of(folder, source, width, height, most, repeats, heap), rounds);
    }

    /** All of it: stages, what Kirinuki adds to its network, and peers if any are chosen. */
    public void measure(Report.Notes notes, Peers peers) throws Exception {
        notes.stages("%dx%d".formatted(setting.width(), setting.height()), stages());
        notes.section(own());
        if (!peers.chosen().isEmpty()) notes.section(besidePeers(peers));
    }

    private String title(String what) {
        return "%dx%d, %s".formatted(setting.width(), setting.height(), what);
    }

    /** What Kirinuki adds to its network, with the network as it is shipped. */
    private Section own() throws Exception {
        List<Contestant> all = new ArrayList<>();
        try (OneMachine machine = OneMachine.start(folder.resolve("own"), 0, 0)) {
            try {
                all.add(LapContestant.start(LIMIT, Laps.Kind.NETWORK, setting, home));
                all.add(LapContestant.start(ENGINE, Laps.Kind.ENGINE, setting, home));
                all.add(Systems.over(machine, setting, home).worker(SYSTEM));
                return Section.of(title("the shipped network"), setting, rounds, all)
                        .with("images/s, engine ÷ limit", Contestant.Turn::perSecond, ENGINE, LIMIT)
                        .with("images/s, system ÷ engine", Contestant.Turn::perSecond, SYSTEM, ENGINE)
                        .with("CPU of the worker ÷ of the engine", Contestant.Turn::cpuMillis, SYSTEM, ENGINE);
            } finally {
                for (Contestant each : all) each.close();
            }
        }
    }

    /** Kirinuki among others, all with one network, which rembg can run too. */
    private Section besidePeers(Peers peers) throws Exception {
        Path custom = CustomNetwork.home(folder.resolve("home"), home.resolve("models/subject/1/model.onnx"));
        List<Contestant> all = new ArrayList<>();
        try (OneMachine machine = OneMachine.start(folder.resolve("peers"), 0, 0)) {
            try {
                peers.addTo(all, Systems.over(machine, setting, custom));
                return Section.of(title("one network in float32"), setting, rounds, all)
                        .beside(Peers.WORKER);
            } finally {
                for (Contestant each : all) each.close();
            }
        }
    }

    /** Of one thread, in ms of CPU: medians over all photos. */
    private Map<String, Double> stages() throws Exception {
        CutoutStages stages = new CutoutStages();
        Map<String, List<Long>> nanos = new LinkedHashMap<>();
        List<byte[]> photos = Laps.photos(setting.photos());
        int warm = Math.max(2, 120 / photos.size());
        for (int round = -warm; round < rounds; round++) {
            for (byte[] photo : photos) {
                Map<String, Long> took = new LinkedHashMap<>(stages.apply(photo));
                took.put(
                        "all", took.values().stream().mapToLong(Long::longValue).sum());
                if (round < 0) continue;
                took.forEach((stage, time) ->
                        nanos.computeIfAbsent(stage, first -> new ArrayList<>()).add(time));
            }
        }
        Map<String, Double> millis = new LinkedHashMap<>();
        nanos.forEach((stage, times) -> millis.put(stage, Section.median(times, Long::doubleValue) / 1e6));
        return millis;
    }
}
