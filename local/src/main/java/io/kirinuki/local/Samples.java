package io.kirinuki.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The pictures that come along, rendered by our own code: {@code samples.txt} names each resource and its key. */
final class Samples {
    private static final String FOLDER = "samples/";

    private Samples() {}

    static List<Input> inputs() throws IOException {
        return new String(read("samples.txt"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.split(" ", 2))
                .map(columns -> new Input(columns[1], () -> read(columns[0])))
                .toList();
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream in = Samples.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) throw new IOException("the sample " + name + " is missing from this build");
            return in.readAllBytes();
        }
    }
}
