package io.kirinuki.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a trial of batches has proven is not tried again at the next start. */
class ProvenBatchesTest {
    @TempDir
    Path folder;

    private Network load(byte[] onnx, int most) throws Exception {
        Path model = new TinyFolder().write(folder.resolve("model"), onnx);
        return Network.load(model, new NetworkOptions(Device.CPU, most, 0, Optional.of(folder.resolve("cache"))));
    }

    private List<String> proofs() throws Exception {
        try (var files = Files.list(folder.resolve("cache"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains("batches"))
                    .toList();
        }
    }

    private static TinyNet free() {
        return TinyNet.maps(17, 3, 1).then("Sigmoid");
    }

    /** Its pictures see each other: a trial refutes it. */
    private static TinyNet mixing() {
        return TinyNet.maps(17, 3, 1)
                .then("ReduceMean", TinyNet.numbers("axes", 0), TinyNet.number("keepdims", 1))
                .withPrevious("Sub")
                .then("Sigmoid");
    }

    @Test
    void aProofIsKeptForSoManyPictures() throws Exception {
        load(free().bytes("N", 1, "H", "W"), 2).close();
        assertThat(proofs()).singleElement().asString().endsWith(".batches-of-2");
        load(free().bytes("N", 1, "H", "W"), 8).close();
        assertThat(proofs()).hasSize(2);
    }

    @Test
    void whatIsRefutedIsTriedAgain() throws Exception {
        for (int start = 0; start < 2; start++) {
            try (Network network = load(mixing().bytes("N", 1, "H", "W"), 2)) {
                assertThat(network.unbatched()).isPresent();
            }
            assertThat(proofs()).isEmpty();
        }
    }

    /** Told so wrongly, a network that mixes its pictures up is believed: nothing was tried. */
    @Test
    void whatIsKnownIsNotTried() throws Exception {
        load(free().bytes("N", 1, "H", "W"), 2).close();
        String proven = proofs().getFirst();
        load(mixing().bytes("N", 1, "H", "W"), 2).close();
        try (var files = Files.list(folder.resolve("cache"))) {
            String free = proven.substring(0, proven.indexOf('-'));
            String mixing = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith(free))
                    .findFirst()
                    .orElseThrow();
            String key = mixing.substring(0, mixing.lastIndexOf('-'));
            Files.createFile(folder.resolve("cache").resolve(key + ".batches-of-2"));
        }
        try (Network network = load(mixing().bytes("N", 1, "H", "W"), 2)) {
            assertThat(network.unbatched()).isEmpty();
        }
    }
}
