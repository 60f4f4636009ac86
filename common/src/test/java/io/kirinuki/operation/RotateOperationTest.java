package io.kirinuki.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.Json;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RotateOperationTest {
    private static final PixelSize SIZE = new PixelSize(60, 40);
    private static final int RED = 0xffff0000;
    private static final int WHITE = 0xffffffff;
    private static final int BLACK = 0xff000000;

    @Test
    void turnsBackWhatTheModelFinds() throws Exception {
        try (PlainScene scene = redAbove()) {
            scene.angle = 90;
            BufferedImage turned = run(scene, "{}");
            assertThat(scene.degrees).hasValue(90.0);
            assertThat(turned.getWidth()).isEqualTo(40);
            // Clockwise: what was above is on the right.
            assertThat(turned.getRGB(39, 30)).isEqualTo(RED);
            assertThat(turned.getRGB(0, 30)).isEqualTo(WHITE);
        }
    }

    @Test
    void givenDegreesTurnCounterClockwiseAndAskNoModel() throws Exception {
        Operation operation =
                Operations.make(Step.of("rotate", Map.of("degrees", Json.MAPPER.readTree("90"))), "parameters");
        assertThat(operation.models()).isEmpty();
        try (PlainScene scene = redAbove()) {
            BufferedImage turned = run(scene, "{\"degrees\": 90}");
            assertThat(turned.getRGB(0, 30)).isEqualTo(RED);
            assertThat(scene.degrees).hasValue(-90.0);
        }
    }

    @ParameterizedTest
    @CsvSource({"KEEP, keep, 60, 40", "EXPAND, expand, 72, 65", "ZOOM, zoom-crop, 60, 40", "COVER, cover, 60, 40"})
    void canvasSaysWhatBecomesOfTheCorners(String name, String canvas, int width, int height) throws Exception {
        try (PlainScene scene = redAbove()) {
            scene.angle = -30;
            BufferedImage turned = run(scene, "{\"canvas\": \"%s\", \"fill\": \"black\"}".formatted(canvas));
            assertThat(turned.getWidth()).as(name).isEqualTo(width);
            assertThat(turned.getHeight()).as(name).isEqualTo(height);
            boolean filled = turned.getRGB(0, 0) == BLACK;
            assertThat(filled).as(name).isEqualTo(!canvas.equals("cover"));
        }
    }

    @Test
    void cornersMayBeTransparent() throws Exception {
        try (PlainScene scene = redAbove()) {
            BufferedImage turned = run(scene, "{\"degrees\": 30, \"canvas\": \"expand\", \"fill\": \"transparent\"}");
            assertThat(turned.getRGB(0, 0)).isZero();
            assertThat(turned.getRGB(36, 20)).isEqualTo(RED);
        }
    }

    @Test
    void alphaTurnsWithThePhoto() throws Exception {
        try (PlainScene scene = redAbove()) {
            byte[] left = new byte[60 * 40];
            for (int y = 0; y < 40; y++) Arrays.fill(left, y * 60, y * 60 + 30, (byte) 255);
            scene.alpha(Mask.of(left, SIZE));
            run(scene, "{\"degrees\": 180}");
            assertThat(scene.alpha().orElseThrow().box().orElseThrow().x()).isEqualTo(30);
        }
    }

    @Test
    void smallAnglesAreLeftAlone() throws Exception {
        try (PlainScene scene = redAbove()) {
            scene.angle = 2.9;
            BufferedImage kept = run(scene, "{\"least\": 3}");
            assertThat(kept.getRGB(0, 0)).isEqualTo(RED);
            assertThat(scene.degrees).hasValue(2.9);
        }
    }

    @ParameterizedTest
    @CsvSource({"0.3, 40", "0.29, 40", "0.31, 60"})
    void anAngleThatIsTooUncertainTurnsNothing(double uncertainty, int width) throws Exception {
        try (PlainScene scene = redAbove()) {
            scene.angle = 90;
            scene.uncertainty = uncertainty;
            BufferedImage turned = run(scene, "{\"looks\": 4, \"most-uncertainty\": 0.3}");
            assertThat(turned.getWidth()).isEqualTo(width);
            assertThat(scene.degrees).as("what the model said").hasValue(90.0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"looks\": 9}', parameters.rotate.looks: a whole number from 1 to 8",
        "'{\"most-uncertainty\": 0.3}', parameters.rotate.most-uncertainty: of one look nothing is known"
    })
    void boundsThatCannotBeMeantAreNamed(String parameters, String message) throws Exception {
        try (PlainScene scene = redAbove()) {
            assertThatThrownBy(() -> scene.run("rotate", parameters))
                    .isInstanceOf(FailedException.class)
                    .hasMessageStartingWith(message);
        }
    }

    @ParameterizedTest
    @CsvSource({"40, 60", "50, 40", "-100, 40", "170, 60", "-179, 60"})
    void snappingTurnsToTheNearestQuarter(double angle, int width) throws Exception {
        try (PlainScene scene = redAbove()) {
            scene.angle = angle;
            BufferedImage turned = run(scene, "{\"snap\": true, \"canvas\": \"expand\"}");
            assertThat(turned.getWidth()).isEqualTo(width);
            for (int y = 0; y < turned.getHeight(); y++) {
                for (int x = 0; x < width; x++) assertThat(turned.getRGB(x, y)).isIn(RED, WHITE);
            }
        }
    }

    @Test
    void hugeCanvasesAreRefused() throws Exception {
        try (PlainScene strip = new PlainScene(new PixelSize(3000, 10), (y, row) -> {})) {
            assertThatThrownBy(() -> strip.run("rotate", "{\"degrees\": 45, \"canvas\": \"expand\"}"))
                    .isInstanceOf(FailedException.class)
                    .hasMessageContaining("rotate.canvas");
        }
    }

    private static BufferedImage run(PlainScene scene, String json) throws Exception {
        return ImageIO.read(scene.run("rotate", json).getFirst().bytes().open());
    }

    /** Red above, white below. */
    private static PlainScene redAbove() throws FailedException {
        return new PlainScene(SIZE, (y, row) -> {
            Arrays.fill(row, y < SIZE.height() / 2 ? 0 : (byte) 255);
            for (int at = 0; at < row.length; at += 3) row[at] = -1;
        });
    }
}
