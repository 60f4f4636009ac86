package io.kirinuki.image.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.Photo;
import io.kirinuki.image.heif.HeifFiles;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.outcome.Outcome;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Native bytes a pixel that decoding takes at the peak, as {@code docs/pixels.md} tells them. */
class HeifMemoryTest {
    private static final int SIDE = 1024;
    private static final int TILES = 5;

    /** What Java takes by itself meanwhile, and malloc keeps for the threads that decoders start. */
    private static final long NOISE = 48L << 20;

    /** 26 million pixels; decoded as one piece they would take 8 bytes each, which is 65 MB more than is allowed here. */
    @ParameterizedTest
    @CsvSource({"heic, preset=ultrafast", "avif, speed=9"})
    void tilesTakeLittleMoreThanTheirPicture(String extension, String fast) {
        byte[] tile = HeifFiles.encoded(painted(), extension, "-q", "50", "-p", fast);
        PhotoTest.decoded(tile).close(); // what is loaded once is loaded
        byte[] file = HeifFiles.tiled(tile, SIDE, SIDE, TILES, TILES);
        ImageHeader header = PhotoTest.header(file);
        List<Outcome<Photo>> decoded = new ArrayList<>();
        long peak = NativePeak.of(() -> decoded.add(PhotoFile.read(file, header)));
        assertThat(peak).isLessThan(NOISE + 3 * header.stored().pixels() + 12 * SIDE * SIDE);
        assertThat(decoded.getFirst()).isInstanceOf(Outcome.Done.class);
        decoded.getFirst().map(photo -> {
            photo.close();
            return photo;
        });
    }

    private static BufferedImage painted() {
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) picture.setRGB(x, y, (x / 4) << 16 | (y / 4) << 8 | 128);
        }
        return picture;
    }
}
