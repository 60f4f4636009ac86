package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.local.process.Input;
import io.kirinuki.worker.Wiring;
import io.kirinuki.worker.cli.Cli;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kirinuki demo --exit}: what a newcomer sees first must be right. */
class DemoCommandIT {
    @TempDir
    private Path out;

    @Test
    void everySampleIsCutOutAlongItsTrueOutline() throws Exception {
        System.setProperty("kirinuki.home", "..");
        var demo = Cli.commandLine(Wiring::start, Map.of(), new DemoCommand());
        assertThat(demo.execute("demo", "--exit", "--out", out.toString())).isZero();

        List<Input> samples = Samples.inputs();
        assertThat(samples).hasSize(8);
        assertThat(Files.readAllLines(out.resolve("results.jsonl"))).hasSize(8);
        try (InputStream index = Samples.class.getResourceAsStream("samples/samples.txt")) {
            for (String line : new String(index.readAllBytes(), UTF_8).lines().toList()) {
                String[] columns = line.split(" ", 2);
                String name = columns[1].replace(".jpg", "");
                BufferedImage outline = outline(columns[0].replace(".jpg", ".png"));
                BufferedImage mask =
                        ImageIO.read(out.resolve(name + ".mask.png").toFile());
                BufferedImage cutout =
                        ImageIO.read(out.resolve(name + ".cutout.png").toFile());
                assertThat(intersectionOverUnion(mask, outline)).as(name).isGreaterThanOrEqualTo(0.9);
                assertThat(cutout.getColorModel().hasAlpha()).isTrue();
                assertThat(List.of(cutout.getWidth(), cutout.getHeight()))
                        .isEqualTo(List.of(outline.getWidth(), outline.getHeight()));
            }
        }
    }

    private static BufferedImage outline(String name) throws IOException {
        try (InputStream in = DemoCommandIT.class.getResourceAsStream("samples/" + name)) {
            return ImageIO.read(in);
        }
    }

    /** Of the pixels above one half, of two pictures of the same size. */
    private static double intersectionOverUnion(BufferedImage mask, BufferedImage truth) {
        int both = 0;
        int either = 0;
        for (int y = 0; y < truth.getHeight(); y++) {
            for (int x = 0; x < truth.getWidth(); x++) {
                boolean in = mask.getRaster().getSample(x, y, 0) >= 128;
                boolean should = truth.getRaster().getSample(x, y, 0) >= 128;
                if (in && should) both++;
                if (in || should) either++;
            }
        }
        return (double) both / either;
    }
}
