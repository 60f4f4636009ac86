package io.kirinuki.benchmark.contest;

import io.kirinuki.benchmark.EngineRun;
import io.kirinuki.benchmark.NetworkRun;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A program that does the pictures of a folder as many times as each line of its input says, and says when it has. */
public final class Laps {
    static final String READY = "ready";
    static final String DONE = "done";

    /** What does them. */
    enum Kind {
        /** The network alone, on as many threads as there are cores: what no worker with it can beat. */
        NETWORK {
            @Override
            Lap over(List<byte[]> photos) throws Exception {
                return new NetworkRun(photos)::run;
            }
        },
        /** The engine without Kafka and S3. */
        ENGINE {
            @Override
            Lap over(List<byte[]> photos) throws Exception {
                return new EngineRun(photos, "cutout")::run;
            }
        };

        abstract Lap over(List<byte[]> photos) throws Exception;
    }

    /** Does all pictures so many times. */
    interface Lap {
        void run(int times) throws Exception;
    }

    private Laps() {}

    public static void main(String[] arguments) throws Exception {
        Lap lap = Kind.valueOf(arguments[0]).over(photos(Path.of(arguments[1])));
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        out.println(READY);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            lap.run(Integer.parseInt(line));
            out.println(DONE);
        }
        System.exit(0);
    }

    /** In the order of their names. */
    static List<byte[]> photos(Path folder) throws IOException {
        List<byte[]> photos = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) photos.add(Files.readAllBytes(file));
        }
        return photos;
    }
}
