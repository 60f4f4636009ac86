package io.kirinuki.model;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Graphs as ONNX Runtime has optimised them, kept in a folder so that the next start need not. Only of the CPU.
 *
 * <p>A file is named {@code graph-machine-content.onnx}: the digests of the graph that went in, and of runtime and
 * processor, for which the graph is laid out, and a check sum of the file itself. It appears whole or not at all; one that
 * is broken is thrown away, and what nobody has used for {@link #KEPT} goes when another one is made: models, runtimes and
 * processors change, and folders last. The folder may be emptied at any time.
 */
final class OptimisedGraphs {
    private static final Logger LOG = LoggerFactory.getLogger(OptimisedGraphs.class);
    private static final int DIGITS = 32;
    private static final Duration KEPT = Duration.ofDays(60);
    /** Longer than any graph takes to be made. */
    private static final Duration MAKING = Duration.ofHours(6);

    private final Path folder;

    OptimisedGraphs(Path folder) {
        this.folder = folder;
    }

    /**
     * @param identity of the graph, hex
     * @param graph asked for only where it is not known yet
     */
    OrtSession session(String identity, Supplier<ByteBuffer> graph) throws OrtException {
        String key = key(identity);
        try {
            Files.createDirectories(folder);
            Optional<OrtSession> known = known(key);
            return known.isPresent() ? known.get() : optimised(graph.get(), key);
        } catch (IOException e) {
            LOG.warn("models.cache: {} cannot be used, models load without it: {}", folder, e.toString());
            return session(graph.get(), OptLevel.ALL_OPT);
        }
    }

    /** Of a graph on this machine. */
    static String key(String identity) {
        return identity.substring(0, DIGITS) + "-" + machine();
    }

    private static OrtSession session(ByteBuffer graph, OptLevel level) throws OrtException {
        try (SessionOptions options = Device.CPU.options()) {
            options.setOptimizationLevel(level);
            return OnnxEnvironment.get().createSession(graph, options);
        }
    }

    private Optional<OrtSession> known(String key) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, key + "-*.onnx")) {
            for (Path file : files) {
                try {
                    ByteBuffer bytes = OnnxFile.read(file);
                    if (file.equals(named(key, bytes))) {
                        OrtSession session = session(bytes, OptLevel.NO_OPT);
                        used(file);
                        return Optional.of(session);
                    }
                } catch (OrtException broken) {
                    LOG.debug("models.cache: {} is not a graph", file, broken);
                }
                LOG.warn("models.cache: {} is broken and thrown away", file);
                Files.deleteIfExists(file);
            }
        }
        return Optional.empty();
    }

    private Path named(String key, ByteBuffer content) {
        CRC32C sum = new CRC32C();
        sum.update(content.duplicate());
        return folder.resolve("%s-%08x.onnx".formatted(key, sum.getValue()));
    }

    /** Or not told, where the folder is for reading only: then nobody takes anything away there either. */
    static void used(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException readOnly) {
            LOG.debug("models.cache: {} is not marked as used", file, readOnly);
        }
    }

    private void forgetOld() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "{making-*.tmp,*.onnx,*.batches-of-*}")) {
            for (Path file : files) {
                Duration kept = file.getFileName().toString().endsWith(".tmp") ? MAKING : KEPT;
                Instant oldest = Instant.now().minus(kept);
                if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) Files.deleteIfExists(file);
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.debug("models.cache: what is old in {} stays", folder, e); // or another worker was faster
        }
    }

    private OrtSession optimised(ByteBuffer graph, String key) throws IOException, OrtException {
        forgetOld();
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
        try {
            Files.move(made, named(key, OnnxFile.read(made)), StandardCopyOption.ATOMIC_MOVE);
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
