package io.kirinuki.benchmark;

import io.kirinuki.benchmark.contest.Contest;
import io.kirinuki.benchmark.contest.Peers;
import io.kirinuki.benchmark.contest.Peers.Peer;
import io.kirinuki.benchmark.contest.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures Kirinuki by parts and as a whole, and beside others if they are wanted: one table, and JSON. */
@Command(
        name = "bench",
        description =
                "Measures what cut-outs cost on this machine: the network alone, the engine, a worker with broker,"
                        + " store and client, and every stage; with --peers others as well, which do the same work in other"
                        + " ways. All take turns; figures are medians. Linux only.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  kirinuki bench photos",
            "  kirinuki bench photos --sizes 1600x1200:24x1 --rounds 5 --out bench.json",
            "  benchmarks/peers/install; kirinuki bench photos --peers all"
        })
public final class Bench implements Callable<Integer> {
    @Spec
    private CommandLine.Model.CommandSpec spec;

    @Parameters(
            paramLabel = "PHOTOS",
            description = "Folder of photos; those of the shape 4:3 are taken, and enlarged where they are smaller.")
    private Path photos;

    @Option(
            names = "--sizes",
            split = ",",
            paramLabel = "SIZE",
            description =
                    "WIDTHxHEIGHT:PHOTOSxTIMES: the size, how many photos at most, and how often each is done in a"
                            + " turn. By default ${DEFAULT-VALUE}.",
            defaultValue = "500x375:24x4,1600x1200:12x2")
    private List<String> sizes;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Turns of each that count, after some that warm. By default ${DEFAULT-VALUE}.",
            defaultValue = "3")
    private int rounds;

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            description = "Of every Java process that is measured, as -Xmx has it. By default ${DEFAULT-VALUE}.",
            defaultValue = "512m")
    private String heap;

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "PEER",
            description = "Others to be measured as well, installed by benchmarks/peers/install: all, or some of"
                    + " rembg, rembg-clean, streams, parallel-consumer, python, python-batched, python-clean.")
    private List<String> peers = List.of();

    @Option(names = "--out", paramLabel = "FILE", description = "Where the JSON goes. By default ${DEFAULT-VALUE}.")
    private Path out = Path.of("bench.json");

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** Says what is wrong and where help is, as the other commands do. */
    static CommandLine commandLine() {
        return new CommandLine(new Bench()).setParameterExceptionHandler((wrong, arguments) -> {
            wrong.getCommandLine().getErr().println(wrong.getMessage());
            wrong.getCommandLine().getErr().println("`kirinuki bench --help` tells more");
            return CommandLine.ExitCode.USAGE;
        });
    }

    /** A size with its numbers. */
    private record Size(int width, int height, int photos, int times) {
        static Optional<Size> read(String text) {
            if (!text.matches("[1-9]\\d{0,4}x[1-9]\\d{0,4}:[1-9]\\d{0,4}x[1-9]\\d{0,3}")) return Optional.empty();
            String[] numbers = text.split("[x:]", -1);
            return Optional.of(new Size(
                    Integer.parseInt(numbers[0]),
                    Integer.parseInt(numbers[1]),
                    Integer.parseInt(numbers[2]),
                    Integer.parseInt(numbers[3])));
        }
    }

    @Override
    public Integer call() throws Exception {
        if (!Files.isDirectory(Path.of("/proc/self"))) throw wrong("only Linux tells what a process takes, in /proc");
        if (!Files.isDirectory(photos)) throw wrong("%s is no folder".formatted(photos));
        if (rounds < 1) throw wrong("--rounds: 1 or more expected, found %d".formatted(rounds));
        List<Size> wanted = sizes.stream().map(this::size).toList();
        Peers others = others();
        for (Size size : wanted) {
            if (LargePhotos.of(photos, size.width(), size.height(), 1).isEmpty()) {
                throw wrong("%s holds no photo of the shape 4:3, as of 500x375 pixels".formatted(photos));
            }
        }
        Report.Notes notes = Report.notes(others);
        Path folder = Files.createTempDirectory("bench");
        try {
            for (Size size : wanted) {
                Contest contest = Contest.of(
                        Files.createDirectories(folder.resolve(size.width() + "x" + size.height())),
                        photos,
                        size.width(),
                        size.height(),
                        size.photos(),
                        size.times(),
                        rounds,
                        heap);
                contest.measure(notes, others);
                notes.report(String.join(",", sizes), rounds, heap).write(out); // stays where a later size fails
            }
        } finally {
            Folders.delete(folder);
        }
        System.out.println(notes.report(String.join(",", sizes), rounds, heap).table());
        return 0;
    }

    private Size size(String text) {
        return Size.read(text)
                .orElseThrow(() -> wrong(
                        "--sizes: WIDTHxHEIGHT:PHOTOSxTIMES expected, as 500x375:24x4, found %s".formatted(text)));
    }

    private Peers others() {
        EnumSet<Peer> chosen = EnumSet.noneOf(Peer.class);
        for (String name : peers) {
            if (name.equals("all")) chosen.addAll(EnumSet.allOf(Peer.class));
            else chosen.add(Peer.named(name).orElseThrow(() -> wrong("--peers: no peer is called %s".formatted(name))));
        }
        Peers others = new Peers(
                Path.of(System.getProperty("kirinuki.home", "."), "benchmarks", "peers")
                        .toAbsolutePath()
                        .normalize(),
                chosen);
        if (!others.areThere()) throw wrong("--peers: none are installed; run benchmarks/peers/install first");
        return others;
    }

    private ParameterException wrong(String why) {
        return new ParameterException(spec.commandLine(), why);
    }
}
