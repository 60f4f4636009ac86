package io.kirinuki.local.process;

import io.kirinuki.local.FolderStore;
import io.kirinuki.local.LocalSystem;
import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageRemoval;
import io.kirinuki.schema.ImageResult;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * One picture in, one out, on the same way as many, in a folder that is deleted afterwards. Of several artifacts it is the
 * first picture.
 *
 * @param out takes the picture and nothing else
 * @param terminal takes the words
 */
record PipedPicture(Wish wish, Input input, OutputStream out, PrintWriter terminal) {
    int run(Optional<Path> config, Map<String, String> environment, Map<String, String> keys)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("kirinuki-");
        AtomicReference<FolderStore> store = new AtomicReference<>();
        try (LocalSystem system = LocalSystem.ofFiles(folder, config, environment, keys, store::set);
                ImageJob job = new ImageJob(system, wish, Delivery.loan(store.get()), "piped")) {
            List<Integer> codes = new ArrayList<>();
            boolean done = job.run(Arrivals.of(List.of(input)), new ImageJob.Outcomes() {
                @Override
                public void arrived(List<Input> inputs) {}

                @Override
                public void answered(Input input, ImageAnswer answer) throws InterruptedException {
                    codes.add(
                            switch (answer) {
                                case ImageResult result -> write(result, job);
                                case ImageRemoval removal ->
                                    failed(
                                            removal.asFailure().failure().name(),
                                            removal.asFailure().failure().message());
                                case ImageFailure failure ->
                                    failed(
                                            failure.failure().name(),
                                            failure.failure().message());
                            });
                }

                @Override
                public void unread(Input input, String why) {
                    codes.add(failed("Unreadable", why));
                }
            });
            return done ? codes.getFirst() : 130;
        } finally {
            delete(folder);
        }
    }

    private int failed(String name, String why) {
        terminal.printf("failed: %s: %s%n", name, why);
        terminal.flush();
        return 3;
    }

    private int write(ImageResult result, ImageJob job) throws InterruptedException {
        List<ImageResult.Artifact> pictures = result.artifacts().stream()
                .filter(artifact -> artifact.mediaType().startsWith("image/"))
                .toList();
        if (pictures.isEmpty())
            return failed("NoPicture", wish.pipeline() + " makes none; --out DIR takes what it makes");
        if (result.artifacts().size() > 1) {
            terminal.printf(
                    "%s makes %d files, this is the %s; --out DIR takes all%n",
                    wish.pipeline(),
                    result.artifacts().size(),
                    pictures.getFirst().role());
            terminal.flush();
        }
        try {
            out.write(job.download(pictures.getFirst()));
            out.flush();
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException("the picture cannot be written to standard output", e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }
}
