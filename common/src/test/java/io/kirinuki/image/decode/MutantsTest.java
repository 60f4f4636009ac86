package io.kirinuki.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.bytedeco.opencv.global.opencv_core.CV_16UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_PROGRESSIVE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_WEBP_QUALITY;

import io.kirinuki.image.Photo;
import io.kirinuki.image.SampleImages;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Thousands of damaged files of every format: each is a photo or a failure in our words, within the memory and time that
 * {@code docs/pixels.md} tells. For hours of it: {@code -Dfuzz.mutants=5000000}, and {@code -Dfuzz.seed=} to see one again.
 * The one at work lies in {@code target/mutant}, should the process die of it.
 */
class MutantsTest {
    private static final int COUNT = Integer.getInteger("fuzz.mutants", 6_000);
    private static final long SEED = Long.getLong("fuzz.seed", new Random().nextInt(1_000_000));
    private static final long MOST_PIXELS = 1_000_000;
    private static final long BYTES_A_PIXEL = 16;
    private static final long CONSTANT = 64L << 20;
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(5);

    @Test
    void everyMutantIsPhotoOrFailureWithinItsBounds() throws IOException {
        System.out.printf("everyMutantIsPhotoOrFailureWithinItsBounds: -Dfuzz.seed=%d%n", SEED);
        Mutants mutants = new Mutants(seeds(), SEED);
        Path now = Path.of("target", "mutant");
        int photos = 0;
        for (int i = 0; i < COUNT; i++) {
            byte[] file = mutants.mutant(i);
            Files.write(now, file);
            if (isPhoto(file, "mutant %d of seed %d, %d bytes".formatted(i, SEED, file.length))) photos++;
        }
        assertThat(photos)
                .as("photos, be it damaged ones: else nothing reaches the decoders")
                .isGreaterThan(COUNT / 50);
    }

    private static boolean isPhoto(byte[] file, String which) {
        Outcome<ImageHeader> probed = probed(file, which);
        if (!(probed instanceof Outcome.Done<ImageHeader>(ImageHeader header))) return false;
        if (header.stored().pixels() > MOST_PIXELS) return false;
        List<Outcome<Photo>> decoded = new ArrayList<>();
        long start = cpuNanos();
        long peak = NativePeak.of(() -> decoded.add(PhotoFile.read(file, header)));
        assertThat(cpuNanos() - start).as("%s: nanoseconds of CPU", which).isLessThan(MOST_NANOS);
        assertThat(peak)
                .as("%s, %s %s: bytes at the peak", which, header.format(), header.stored())
                .isLessThan(CONSTANT + BYTES_A_PIXEL * header.stored().pixels() + file.length);
        return switch (decoded.getFirst()) {
            case Outcome.Done<Photo>(Photo photo) -> {
                assertThat(photo.size()).isEqualTo(header.upright());
                photo.close();
                yield true;
            }
            case Outcome.Failed<Photo>(Failure failure) -> {
                assertThat(failure).as(which).isNotInstanceOf(Failure.Internal.class);
                yield false;
            }
        };
    }

    private static Outcome<ImageHeader> probed(byte[] file, String which) {
        try {
            return HeaderProbe.probe(file);
        } catch (RuntimeException e) {
            return fail(which, e);
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static List<byte[]> seeds() throws IOException {
        byte[] exif = SampleImages.exif(6, ByteOrder.LITTLE_ENDIAN);
        List<byte[]> seeds = new ArrayList<>(List.of(
                SampleImages.colour(".jpg"),
                SampleImages.colour(".jpg", IMWRITE_JPEG_PROGRESSIVE, 1),
                SampleImages.jpegWithExif(SampleImages.colour(".jpg"), exif),
                SampleImages.pngWithExif(SampleImages.colour(".png"), exif),
                SampleImages.encoded(".png", CV_8UC1),
                SampleImages.encoded(".png", CV_16UC3),
                SampleImages.colour(".webp", IMWRITE_WEBP_QUALITY, 80),
                SampleImages.colour(".webp", IMWRITE_WEBP_QUALITY, 101),
                SampleImages.webpWithExif(SampleImages.colour(".webp"), exif),
                SampleImages.colour(".gif"),
                SampleImages.colour(".bmp"),
                SampleImages.encoded(".bmp", CV_8UC1),
                SampleImages.bmpOfRuns(1, (short) 8, "0201000302010000000000020200010200000301010200000001"),
                SampleImages.bmpOfRuns(2, (short) 4, "021100032100000000020200012000000311012000000001"),
                SampleImages.colour(".tiff"),
                SampleImages.tiff(6, 16),
                SampleImages.colour(".ppm"),
                SampleImages.encoded(".pgm", CV_8UC1)));
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/io/kirinuki/image/decode/files"))) {
            for (Path file : files.sorted().toList()) seeds.add(Files.readAllBytes(file));
        }
        return seeds;
    }
}
