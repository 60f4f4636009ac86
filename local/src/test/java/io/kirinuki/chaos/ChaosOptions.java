package io.kirinuki.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a run is to be.
 *
 * @param requests at least so many are sent, those of jobs not counted
 * @param span in which the faults and the requests are spread
 * @param real the shipped networks and not the stand-in
 * @param folder keeps data and logs of the run; absent: a temporary one that goes where all is well
 */
record ChaosOptions(
        long seed, int requests, int faults, Duration span, boolean real, Set<FaultKind> kinds, Optional<Path> folder) {
    static final String USAGE = """
        chaos [--seed N] [--requests N] [--faults N] [--minutes N] [--models fake|real]
              [--only KIND,...] [--without KIND,...] [--folder DIR]
        Kinds of fault:
        %s
        """.formatted(Arrays.stream(FaultKind.values())
            .map(kind -> "  %-22s %s".formatted(name(kind), kind.meaning))
            .collect(Collectors.joining("\n")));

    ChaosOptions {
        kinds = Set.copyOf(kinds);
        if (requests < 1 || faults < 1 || span.isZero()) throw new IllegalArgumentException("nothing to do");
        if (kinds.isEmpty()) throw new IllegalArgumentException("no kind of fault is left");
    }

    /** Throws {@link IllegalArgumentException} that says what cannot be. */
    static ChaosOptions of(String... words) {
        long seed = System.nanoTime();
        int requests = 200_000;
        int faults = 1_000;
        double minutes = 40;
        boolean real = false;
        Set<FaultKind> kinds = EnumSet.allOf(FaultKind.class);
        Optional<Path> folder = Optional.empty();
        for (int i = 0; i < words.length; i += 2) {
            if (i + 1 == words.length) throw new IllegalArgumentException(words[i] + ": a value is missing");
            String value = words[i + 1];
            switch (words[i]) {
                case "--seed" -> seed = Long.parseLong(value);
                case "--requests" -> requests = Integer.parseInt(value);
                case "--faults" -> faults = Integer.parseInt(value);
                case "--minutes" -> minutes = Double.parseDouble(value);
                case "--models" -> real = value.equals("real");
                case "--only" -> kinds = kinds(value);
                case "--without" -> kinds.removeAll(kinds(value));
                case "--folder" -> folder = Optional.of(Path.of(value).toAbsolutePath());
                default -> throw new IllegalArgumentException("unknown option " + words[i]);
            }
        }
        if (real) kinds.removeAll(FaultKind.ofTheStandIn());
        Duration span = Duration.ofMillis((long) (minutes * 60_000));
        return new ChaosOptions(seed, requests, faults, span, real, kinds, folder);
    }

    private static Set<FaultKind> kinds(String names) {
        Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        for (String name : names.split(",")) {
            kinds.add(FaultKind.valueOf(name.strip().toUpperCase(Locale.ROOT).replace('-', '_')));
        }
        return kinds;
    }

    static String name(FaultKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
