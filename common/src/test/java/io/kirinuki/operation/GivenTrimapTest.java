package io.kirinuki.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Outcome.FailedException;
import java.awt.image.Raster;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** What matte does with a trimap that the request brought along; the network takes the left half for the subject. */
class GivenTrimapTest {
    private static final PixelSize SIZE = new PixelSize(8, 2);

    @Test
    void networkIsAskedWhereItIsGreyAndTheRestIsAsDrawn() throws Exception {
        try (PlainScene scene = scene(255, 255, 1, 254, 128, 128, 0, 0)) {
            List<Rendering> made = scene.run("matte", "{}");
            assertThat(row(made.get(1))).containsExactly(255, 255, 128, 128, 128, 128, 0, 0);
            assertThat(row(made.get(0))).containsExactly(255, 255, 255, 255, 0, 0, 0, 0);
            assertThat(scene.asked).containsExactly("matting");
        }
    }

    @Test
    void aTrimapThatLeavesNothingOpenIsTheAlphaAndAsksNobody() throws Exception {
        try (PlainScene scene = scene(0, 0, 0, 255, 255, 0, 0, 0)) {
            assertThat(row(scene.run("matte", "{}").getFirst())).containsExactly(0, 0, 0, 255, 255, 0, 0, 0);
            assertThat(scene.asked).isEmpty();
        }
        try (PlainScene scene = scene(0, 0, 0, 0, 0, 0, 0, 0)) {
            assertThat(row(scene.run("matte", "{}").getFirst())).containsOnly(0);
        }
    }

    @Test
    void aTrimapWithNothingWhiteIsRefused() throws Exception {
        try (PlainScene scene = scene(0, 0, 0, 128, 128, 0, 0, 0)) {
            assertThatThrownBy(() -> scene.run("matte", "{}"))
                    .isInstanceOf(FailedException.class)
                    .hasMessageStartingWith("alpha: the trimap has nothing white");
        }
    }

    private static PlainScene scene(int... greys) throws FailedException {
        PlainScene scene = new PlainScene(SIZE, (y, row) -> {});
        scene.bringTrimap(Mask.of(SIZE, (y, row) -> {
            for (int x = 0; x < row.length; x++) row[x] = (byte) greys[x];
        }));
        return scene;
    }

    private static int[] row(Rendering rendering) throws Exception {
        Raster raster = ImageIO.read(rendering.bytes().open()).getRaster();
        return raster.getSamples(0, 1, 8, 1, 0, (int[]) null);
    }
}
