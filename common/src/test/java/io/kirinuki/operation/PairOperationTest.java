package io.kirinuki.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.image.PixelSize;
import io.kirinuki.image.ProfiledFiles;
import io.kirinuki.image.SampleImages;
import io.kirinuki.image.SampleProfiles;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PairOperationTest {
    private static final PixelSize SIZE = new PixelSize(60, 40);

    private static PlainScene red() throws Exception {
        return new PlainScene(SIZE, (y, row) -> {
            for (int x = 0; x < SIZE.width(); x++) row[3 * x] = (byte) 250;
        });
    }

    private static BufferedImage image(List<Rendering> made) throws Exception {
        return ImageIO.read(new ByteArrayInputStream(made.getFirst().bytes().bytes()));
    }

    /** The subject is the photo's left half. */
    @Test
    void photoIsOnTheLeftAndTheResultOnTheRight() throws Exception {
        try (PlainScene scene = red()) {
            scene.run("cutout", "{\"background\": \"lime\"}");
            BufferedImage pair = image(scene.run("pair", "{\"format\": \"png\"}"));
            assertThat(pair.getWidth()).isEqualTo(60 + 8 + 60);
            assertThat(pair.getHeight()).isEqualTo(40);
            assertThat(pair.getRGB(5, 20)).isEqualTo(0xfffa0000);
            assertThat(pair.getRGB(55, 20)).isEqualTo(0xfffa0000);
            assertThat(pair.getRGB(63, 20)).isEqualTo(0xffffffff);
            assertThat(pair.getRGB(68 + 5, 20)).isEqualTo(0xfffa0000);
            assertThat(pair.getRGB(68 + 55, 20)).isEqualTo(0xff00ff00);
            scene.run("cutout", "{}");
            assertThat(image(scene.run("pair", "{\"format\": \"png\"}")).getRGB(68 + 52, 4))
                    .as("squares")
                    .isIn(0xffffffff, 0xffcccccc);
            assertThat(image(scene.run("pair", "{\"format\": \"png\", \"background\": \"blue\"}"))
                            .getRGB(68 + 52, 4))
                    .isEqualTo(0xff0000ff);
        }
    }

    /** The cropped subject is 30x40, masks are grey, and what was turned is shown beside what it was. */
    @Test
    void bothAreAsHighAsTheLowerOne() throws Exception {
        try (PlainScene scene = red()) {
            scene.run("cutout", "{\"crop\": {\"margin\": \"100%\"}}");
            assertThat(scene.run("pair", "{}").getFirst().size()).isEqualTo(new PixelSize(60 + 8 + 30, 40));
            scene.run("mask", "{}");
            assertThat(image(scene.run("pair", "{\"format\": \"png\"}")).getRGB(68 + 5, 5))
                    .isEqualTo(0xffffffff);
            assertThat(scene.run("pair", "{\"of\": \"cutout\", \"max-side\": 49}")
                            .getFirst()
                            .size())
                    .isEqualTo(new PixelSize(49, 20));
            scene.run("rotate", "{\"degrees\": 90}");
            assertThat(scene.run("pair", "{}").getFirst().size()).isEqualTo(new PixelSize(60 + 8 + 27, 40));
        }
    }

    /** Grey has no profile: its numbers become the photo's own, and both halves say that profile. */
    @Test
    void colourProfilesStay() throws Exception {
        byte[] file = ProfiledFiles.png(SampleImages.colour(".png"), SampleProfiles.wide());
        try (PlainScene scene = new PlainScene(file)) {
            scene.run("cutout", "{\"grey\": true, \"background\": \"white\"}");
            byte[] pair = scene.run("pair", "{\"format\": \"png\"}")
                    .getFirst()
                    .bytes()
                    .bytes();
            try (PlainScene again = new PlainScene(pair)) {
                assertThat(again.photo().profile().orElseThrow().bytes().sha256())
                        .isEqualTo(scene.photo().profile().orElseThrow().bytes().sha256());
            }
        }
    }

    @Test
    void whatIsWrongIsNamed() throws Exception {
        try (PlainScene scene = red()) {
            assertThatThrownBy(() -> scene.run("pair", "{}"))
                    .hasMessageContaining("pair.of: no earlier step shows a picture");
            assertThatThrownBy(() -> scene.run("pair", "{\"max-side\": 0}"))
                    .hasMessageContaining("parameters.pair.max-side: a whole number from 1 to 65535 expected");
        }
    }
}
