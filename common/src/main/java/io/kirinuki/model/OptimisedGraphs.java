package io.kirinuki.model;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Graphs as ONNX Runtime has optimised them, kept in a folder so that the next start need not. Only of the CPU.
 *
 * <p>A file is named {@code graph-machine-content.onnx}: the digests of the graph that went in, of runtime and processor,
 * for which the graph is laid out, and of the file itself. It appears whole or not at all; one that is broken is thrown
 * away. The folder may be emptied at any time, and shared.
 */
final class OptimisedGraphs {
    private static final Logger LOG = LoggerFactory.getLogger(OptimisedGraphs.class);
    private static final int DIGITS = 32;

    private final Path folder;

    OptimisedGraphs(Path folder) {
        this.folder = folder;
    }

    OrtSession session(ByteBuffer graph) throws OrtException {
        String key = OnnxFile.sha256(graph).substring(0, DIGITS) + "-" + machine();
        try {
            Files.createDirectories(folder);
            Optional<OrtSession> known = known(key);
            return known.isPresent() ? known.get() : optimised(graph, key);
        } catch (IOException e) {
            LOG.warn("models.cache: {} cannot be used, models load without it: {}", folder, e.toString());
            return session(graph, OptLevel.ALL_OPT);
        }
    }

    static OrtSession session(ByteBuffer graph, OptLevel level) throws OrtException {
        try (SessionOptions options = Device.CPU.options()) {
            options.setOptimizationLevel(level);
            return OnnxEnvironment.get().createSession(graph, options);
        }
    }

    private Optional<OrtSession> known(String key) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, key + "-*.onnx")) {
            for (Path file : files) {
                try {
                    return Optional.of(session(OnnxFile.read(file, content(file, key)), OptLevel.NO_OPT));
                } catch (ModelException | OrtException broken) {
                    LOG.warn("models.cache: {} is broken and thrown away: {}", file, broken.getMessage());
                    Files.deleteIfExists(file);
                }
            }
        }
        return Optional.empty();
    }

    private static String content(Path file, String key) {
        String name = file.getFileName().toString();
        return name.substring(key.length() + 1, name.length() - ".onnx".length());
    }

    private OrtSession optimised(ByteBuffer graph, String key) throws IOException, OrtException {
        Path made = Files.createTempFile(folder, "making-", ".tmp");
        try (SessionOptions options = Device.CPU.options()) {
            options.setOptimizedModelFilePath(made.toString());
            OrtSession session = OnnxEnvironment.get().createSession(graph, options);
            keep(made, key);
            return session;
        } catch (OrtException e) {
            LOG.debug("models.cache: not written, or not a graph", e);
            return session(graph, OptLevel.ALL_OPT); // tells a full disk from a graph that does not load
        } finally {
            Files.deleteIfExists(made);
        }
    }

    private void keep(Path made, String key) {
        try (FileChannel channel = FileChannel.open(made)) {
            ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            Path file = folder.resolve("%s-%s.onnx".formatted(key, OnnxFile.sha256(bytes)));
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("models.cache: {} cannot be written: {}", folder, e.toString());
        }
    }

    /** Runtime and processor: the layout of weights follows from what its registers hold. */
    private static String machine() {
        String machine = OnnxEnvironment.get().getVersion() + System.getProperty("os.arch") + processor();
        return OnnxFile.sha256(ByteBuffer.wrap(machine.getBytes(StandardCharsets.UTF_8)))
                .substring(0, DIGITS / 2);
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name") || line.startsWith("flags"))
                    .distinct()
                    .collect(Collectors.joining());
        } catch (IOException notLinux) {
            return System.getProperty("os.name");
        }
    }
}
