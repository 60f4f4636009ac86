package io.kirinuki.benchmark;

import io.kirinuki.image.Photo;
import io.kirinuki.image.compose.Cutout;
import io.kirinuki.image.decode.PhotoFile;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What becomes of every file of a folder tree: {@code benchmarks/run ForeignPictures FOLDER OUT} writes what was decoded
 * below OUT as PNG, and a line a file, parted by tabs: its name, {@code Done} or the failure's name, and the failure's words.
 * {@code benchmarks/foreign/compare.py} holds them against Pillow.
 */
public final class ForeignPictures {
    private static final long MOST_PIXELS = 60_000_000;

    private ForeignPictures() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Path out = Path.of(arguments[1]);
        List<Path> files;
        try (Stream<Path> inside = Files.walk(folder)) {
            files = inside.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            String name = folder.relativize(file).toString();
            String line = read(Files.readAllBytes(file), out.resolve(name + ".png"));
            System.out.println(name + "\t" + line.replace('\n', ' '));
        }
    }

    private static String read(byte[] bytes, Path to) throws IOException {
        return switch (HeaderProbe.probe(bytes)) {
            case Outcome.Failed<ImageHeader>(Failure failure) -> told(failure);
            case Outcome.Done<ImageHeader>(ImageHeader header) -> {
                if (header.stored().pixels() > MOST_PIXELS) yield "TooLarge\t" + header.stored();
                yield switch (PhotoFile.read(bytes, header)) {
                    case Outcome.Failed<Photo>(Failure failure) -> told(failure);
                    case Outcome.Done<Photo>(Photo photo) -> written(photo, to);
                };
            }
        };
    }

    private static String told(Failure failure) {
        return failure.getClass().getSimpleName() + "\t" + failure.message();
    }

    private static String written(Photo photo, Path to) throws IOException {
        try (photo) {
            Files.createDirectories(to.toAbsolutePath().getParent());
            Files.write(to, FastPng.encode(Cutout.uncut(photo)).bytes());
            return "Done\t" + photo.size();
        }
    }
}
