package io.kirinuki.local;

import io.kirinuki.local.process.Input;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The pictures that come along, rendered by our own code: {@code samples.txt} names each resource and its key. */
final class Samples {
    private static final String FOLDER = "samples/";

    private Samples() {}

    static List<Input> inputs() throws IOException {
        List<Input> inputs = new ArrayList<>();
        for (String line :
                new String(read("samples.txt"), StandardCharsets.UTF_8).lines().toList()) {
            if (line.isBlank()) continue;
            String[] columns = line.split(" ", 2);
            inputs.add(new Input(columns[1], Content.of(read(columns[0]))));
        }
        return inputs;
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream in = Samples.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) throw new IOException("the sample " + name + " is missing from this build");
            return in.readAllBytes();
        }
    }
}
