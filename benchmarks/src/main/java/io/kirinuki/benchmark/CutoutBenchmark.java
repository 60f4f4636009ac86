package io.kirinuki.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * What a cut-out costs of the CPU, stage by stage, on one thread. Photos are enlarged where they are smaller. Its figures are
 * CPU time, which a crowded machine changes less than it does the clock's: for each stage the median over all pictures and
 * rounds.
 *
 * <p>Given the classes of another build, as {@link EngineBenchmark} takes them, each picture is cut out by both in turns.
 *
 * <p>Run: {@code benchmarks/run CutoutBenchmark FOLDER [WIDTHxHEIGHT] [pictures] [rounds] [CLASSES]}.
 */
public final class CutoutBenchmark {
    private final String name;
    private final Function<byte[], Map<String, Long>> stages;
    private final Map<String, List<Long>> nanos = new LinkedHashMap<>();

    private CutoutBenchmark(String name, Function<byte[], Map<String, Long>> stages) {
        this.name = name;
        this.stages = stages;
    }

    public static void main(String[] arguments) throws Exception {
        String[] size = (arguments.length > 1 ? arguments[1] : "1600x1200").split("x", 2);
        int pictures = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 20;
        int rounds = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 5;
        List<byte[]> photos =
                LargePhotos.of(Path.of(arguments[0]), Integer.parseInt(size[0]), Integer.parseInt(size[1]), pictures);
        List<CutoutBenchmark> all = new ArrayList<>();
        if (arguments.length > 4) all.add(new CutoutBenchmark("other", other(arguments[4])));
        all.add(new CutoutBenchmark("this", new CutoutStages()));
        // A quarter of the rounds, and two at least, warm the JIT.
        int warm = Math.max(2, rounds / 4);
        for (int round = -warm; round < rounds; round++) {
            if (round == 0) all.forEach(each -> each.nanos.clear());
            for (byte[] photo : photos) {
                for (CutoutBenchmark each : all) each.cutOut(photo);
                Collections.reverse(all);
            }
        }
        all.forEach(CutoutBenchmark::print);
        System.exit(0);
    }

    @SuppressWarnings("unchecked") // see CutoutStages
    private static Function<byte[], Map<String, Long>> other(String classes) throws Exception {
        Class<?> stages = new OtherBuild(classes).loadClass(CutoutStages.class.getName());
        return (Function<byte[], Map<String, Long>>) stages.getConstructor().newInstance();
    }

    private void cutOut(byte[] photo) {
        Map<String, Long> took = stages.apply(photo);
        took.forEach((stage, time) ->
                nanos.computeIfAbsent(stage, first -> new ArrayList<>()).add(time));
        nanos.computeIfAbsent("all", first -> new ArrayList<>())
                .add(took.values().stream().mapToLong(Long::longValue).sum());
    }

    private void print() {
        StringBuilder line = new StringBuilder(name + ", CPU ms a picture");
        nanos.forEach((stage, times) -> {
            Collections.sort(times);
            line.append(String.format(Locale.ROOT, " | %s %.2f", stage, times.get(times.size() / 2) / 1e6));
        });
        System.out.println(line);
    }
}
