package io.kirinuki.catalogue;

import com.google.protobuf.ByteString;
import io.kirinuki.model.onnx.Onnx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A real server, an empty models directory, and the entry of a model that is served there. */
abstract class PullFixture {
    /** What only a local link needs: a server here answers within milliseconds. */
    static final Patience PATIENCE =
            new Patience(Duration.ofSeconds(2), Duration.ofMillis(400), 3, Duration.ofMillis(10));

    static final byte[] FILE = onnx(2_000_000);

    @TempDir
    Path models;

    ModelServer server;

    @BeforeEach
    void serve() throws IOException {
        server = new ModelServer(FILE);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    Path pull(CatalogueEntry entry) throws CatalogueException, InterruptedException {
        return new Pull(models, PATIENCE).run(entry, new Heard());
    }

    boolean installed() {
        return Files.exists(models.resolve("u2net/1"));
    }

    List<String> files() throws IOException {
        try (var all = Files.walk(models)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> models.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    CatalogueEntry entry() throws IOException {
        return entry(digest());
    }

    CatalogueEntry entry(Digest digest) {
        return entry(server.url("/model.onnx"), digest);
    }

    static CatalogueEntry entry(URI url, Digest digest) {
        return entry(url, digest, "1");
    }

    static CatalogueEntry entry(URI url, Digest digest, String version) {
        return entry(url, digest, version, Optional.empty());
    }

    static CatalogueEntry entry(URI url, Digest digest, String version, Optional<Long> bytes) {
        var manifest = (ObjectNode) new YAMLMapper().readTree("""
                        task: mask
                        input: {width: 320, height: 320, filter: lanczos, mean: [0, 0, 0], std: [1, 1, 1]}
                        output: {head: min-max, filter: lanczos}
                        """);
        return new CatalogueEntry(
                "u2net",
                version,
                "a test",
                url,
                bytes,
                Optional.ofNullable(digest),
                Licence.named("Apache-2.0"),
                url,
                manifest);
    }

    Digest digest() throws IOException {
        return Digest.of(write("served", FILE), Digest.Algorithm.MD5);
    }

    @TempDir
    private Path elsewhere;

    Path write(String name, byte[] bytes) throws IOException {
        return Files.write(elsewhere.resolve(name), bytes);
    }

    /** A graph of old style: the weight is listed as an input, and before the picture. */
    static byte[] onnx(int weightBytes) {
        var weight = new byte[weightBytes];
        new Random(weightBytes).nextBytes(weight);
        var graph = Onnx.GraphProto.newBuilder()
                .addInitializer(Onnx.TensorProto.newBuilder()
                        .setRawData(ByteString.copyFrom(weight))
                        .setName("weight"))
                .addInput(Onnx.ValueInfoProto.newBuilder().setName("weight"))
                .addInput(Onnx.ValueInfoProto.newBuilder().setName("picture"))
                .addOutput(Onnx.ValueInfoProto.newBuilder().setName("alpha"))
                .addOutput(Onnx.ValueInfoProto.newBuilder().setName("side"));
        return Onnx.ModelProto.newBuilder()
                .setIrVersion(3)
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    /** What a listener was told. */
    static final class Heard implements DownloadListener {
        final List<String> retries = new ArrayList<>();

        @Override
        public void receiving(long have, OptionalLong total) {}

        @Override
        public void received(long have) {}

        @Override
        public void retrying(String reason, Duration pause) {
            retries.add(reason);
        }
    }
}
