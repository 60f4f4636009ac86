package io.kirinuki.pipeline.trial;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.image.Blob;
import io.kirinuki.model.ModelException;
import io.kirinuki.model.ModelFolder;
import io.kirinuki.schema.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * The folder that keeps what came of trials: a file {@code NAME.json} for each model, with the version that is served and
 * those that were rolled back. Workers that share it share verdicts, of which the first stands. While a worker tries a
 * version a mark of its own lies there, locked: one that nobody holds was left by a worker that died.
 *
 * <p>Threads: one of each process. A file is replaced as a whole, under a lock that other processes heed.
 */
public final class TrialMemory {
    private static final Logger LOG = LoggerFactory.getLogger(TrialMemory.class);

    /** Of one model. */
    private record Remembered(Optional<String> served, List<RolledBack> rolledBack) {
        static final Remembered NOTHING = new Remembered(Optional.empty(), List.of());

        Remembered {
            rolledBack = List.copyOf(rolledBack);
        }
    }

    /** @param look of the folder's files, see {@link #look} */
    private record RolledBack(String version, String look, String why) {}

    /** Marks of this process: to open one of them and close it again would give up its lock. */
    private static final Set<Path> OWN_MARKS = ConcurrentHashMap.newKeySet();

    private final Path folder;
    /** By file, what was read last: it holds where a file cannot be read now. */
    private final Map<Path, Remembered> lastRead = new ConcurrentHashMap<>();

    private TrialMemory(Path folder) {
        this.folder = folder;
    }

    /** Made where it is not there. Fails where it cannot be written to, or what it holds cannot be read. */
    public static TrialMemory open(Path folder) throws ModelException {
        TrialMemory memory = new TrialMemory(folder);
        try {
            Files.createDirectories(folder);
            Path probe = Files.createTempFile(folder, ".probe", "");
            Files.delete(probe);
            try (var files = Files.list(folder)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".json")).toList()) {
                    memory.read(file);
                }
            }
            return memory;
        } catch (IOException e) {
            throw new ModelException(
                    "models.trial.memory: %s cannot be used: %s; it must be a folder that can be written to"
                            .formatted(folder, e.getMessage()),
                    e);
        }
    }

    /** The version that is served until a newer one is promoted; empty where nothing is known of the model. */
    public Optional<String> served(String model) {
        return recall(model).served();
    }

    /** Why this version was rolled back, its files being as they were then; empty where it was not. */
    public Optional<String> rolledBack(ModelFolder tried) {
        String look = look(tried);
        return recall(tried.name()).rolledBack().stream()
                .filter(one ->
                        one.version().equals(tried.version()) && one.look().equals(look))
                .map(RolledBack::why)
                .findFirst();
    }

    /** The verdict that stands of this version on trial; empty where there is none. */
    public Optional<TrialEnd> verdict(ModelFolder tried) {
        Optional<String> rolledBack = rolledBack(tried);
        if (rolledBack.isPresent()) return rolledBack.map(TrialEnd.RolledBack::new);
        return served(tried.name())
                .filter(tried.version()::equals)
                .map(version -> new TrialEnd.Promoted("it was promoted by another worker, which shares " + folder));
    }

    /** This version is the one that is served. */
    public void serves(String model, String version) {
        change(model, before -> new Remembered(Optional.of(version), before.rolledBack()));
    }

    /**
     * Gives the verdict that stands: this one, unless somebody else who shares the folder was sooner. Where that cannot be
     * read nothing is written, and nothing promoted.
     */
    public TrialEnd keep(ModelFolder tried, TrialEnd end) {
        try (FileChannel channel = lock(tried.name());
                FileLock lock = channel.lock()) {
            Remembered before = read(file(tried.name()));
            Optional<TrialEnd> sooner = verdict(tried);
            if (sooner.isPresent()) return sooner.get();
            switch (end) {
                case TrialEnd.Promoted ignored ->
                    write(tried.name(), new Remembered(Optional.of(tried.version()), before.rolledBack()));
                case TrialEnd.RolledBack(String why) -> {
                    List<RolledBack> all = new ArrayList<>(before.rolledBack());
                    all.removeIf(one -> one.version().equals(tried.version()));
                    all.add(new RolledBack(tried.version(), look(tried), why));
                    write(tried.name(), new Remembered(before.served(), all));
                }
                case TrialEnd.Withdrawn ignored -> {
                    return end;
                }
            }
            forgetDeaths(tried);
        } catch (ModelException e) {
            LOG.error("What came of the trial of model {} cannot be kept", tried, e);
            if (end instanceof TrialEnd.Promoted) return new TrialEnd.Withdrawn(e.getMessage());
        } catch (IOException e) {
            LOG.error("What came of the trial of model {} holds until the worker ends: it cannot be kept", tried, e);
        }
        return end;
    }

    /** A worker tries a version; closed where it has ended, in whichever way but its death. */
    public static final class Mark implements AutoCloseable {
        private final Path file;
        private final FileChannel channel;

        private Mark(Path file) throws IOException {
            this.file = file;
            // Locked before it goes by its name: others take one that nobody holds for a death.
            Path before = file.resolveSibling(".mark-" + UUID.randomUUID());
            this.channel = FileChannel.open(before, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try {
                var unused = channel.lock(); // as long as the channel is open, or the process lives
                OWN_MARKS.add(file);
                file.toFile().deleteOnExit(); // an exit, by whichever fault, is not a death
                Files.move(before, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException | RuntimeException | Error e) {
                OWN_MARKS.remove(file);
                Files.deleteIfExists(before);
                channel.close();
                throw e;
            }
        }

        @Override
        public void close() {
            try {
                Files.deleteIfExists(file);
                channel.close();
                OWN_MARKS.remove(file);
            } catch (IOException e) {
                LOG.warn("{} cannot be taken away", file, e);
            }
        }
    }

    /** From now on this worker tries the version; empty where that cannot be written down. */
    public Optional<Mark> mark(ModelFolder tried) {
        try {
            return Optional.of(new Mark(folder.resolve(marks(tried) + UUID.randomUUID())));
        } catch (IOException e) {
            LOG.warn("That model {} is tried cannot be written down", tried, e);
            return Optional.empty();
        }
    }

    /** How many workers died while they tried the version, its files being what they are. */
    public int deaths(ModelFolder tried) {
        int deaths = 0;
        for (Path mark : leftMarks(tried)) {
            if (isLeft(mark)) deaths++;
        }
        return deaths;
    }

    private List<Path> leftMarks(ModelFolder tried) {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(marks(tried)))
                    .toList();
        } catch (IOException e) {
            LOG.warn("{} cannot be read", folder, e);
            return List.of();
        }
    }

    private static boolean isLeft(Path mark) {
        if (OWN_MARKS.contains(mark)) return false;
        try (FileChannel channel = FileChannel.open(mark, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock != null;
        } catch (OverlappingFileLockException ours) {
            return false;
        } catch (IOException gone) {
            return false;
        }
    }

    /** Of the workers that died nothing more need be known. */
    private void forgetDeaths(ModelFolder tried) throws IOException {
        for (Path mark : leftMarks(tried)) {
            if (isLeft(mark)) Files.deleteIfExists(mark);
        }
    }

    private static String marks(ModelFolder tried) {
        return ".%s-%s-%s.tried-".formatted(tried.name(), tried.version(), look(tried));
    }

    private interface Change {
        Remembered of(Remembered before);
    }

    private void change(String model, Change change) {
        try (FileChannel channel = lock(model);
                FileLock lock = channel.lock()) {
            Remembered before = read(file(model));
            Remembered after = change.of(before);
            if (!after.equals(before)) write(model, after);
        } catch (IOException | ModelException e) {
            LOG.error("Which version of model {} is served cannot be kept", model, e);
        }
    }

    private FileChannel lock(String model) throws IOException {
        return FileChannel.open(
                folder.resolve("." + model + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private void write(String model, Remembered all) throws IOException {
        Path half = Files.createTempFile(folder, "." + model, ".half");
        Files.write(
                half,
                Json.MAPPER
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(all)
                        .getBytes(UTF_8));
        Files.move(half, file(model), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path file(String model) {
        return folder.resolve(model + ".json");
    }

    private Remembered recall(String model) {
        try {
            return read(file(model));
        } catch (ModelException e) {
            LOG.error("What came of trials of model {} cannot be read; what was read last holds", model, e);
            return lastRead.getOrDefault(file(model), Remembered.NOTHING);
        }
    }

    private Remembered read(Path file) throws ModelException {
        try {
            Remembered read = Json.readWhole(Files.readAllBytes(file), Remembered.class);
            lastRead.put(file, read);
            return read;
        } catch (NoSuchFileException none) {
            return Remembered.NOTHING;
        } catch (IOException e) {
            throw new ModelException("models.trial.memory: %s cannot be read: %s".formatted(file, e), e);
        } catch (JacksonException e) {
            throw new ModelException(
                    "models.trial.memory: %s cannot be read (%s); mend or delete it, and the newest version counts as served"
                            .formatted(file, e.getOriginalMessage()),
                    e);
        }
    }

    /** 16 hex digits: the same while no file of the folder came, went, or changed its size or time. */
    private static String look(ModelFolder folder) {
        String all = folder.files().entrySet().stream()
                .map(file -> "%s %d %d"
                        .formatted(
                                file.getKey(),
                                file.getValue().bytes(),
                                file.getValue().modified().toMillis()))
                .sorted()
                .collect(Collectors.joining("\n"));
        return Blob.of(all.getBytes(UTF_8)).sha256().substring(0, 16);
    }
}
