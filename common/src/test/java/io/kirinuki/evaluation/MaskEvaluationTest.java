package io.kirinuki.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.evaluation.Matching.Problem;
import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.png.FastPng;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaskEvaluationTest {
    @TempDir
    private Path folder;

    @Test
    void masksOfAWorkerAreMeasuredAgainstAFolder() throws Exception {
        write("made/car-mask-1f/photos/cars/one.jpg@ab/mask.png", 255, 255, 0, 0);
        write("made/car-mask-1f/photos/cars/one.jpg@ab/cutout.png", 0, 0, 0, 0);
        write("made/car-mask-1f/photos/cars/two.jpg@cd/mask.png", 255, 0, 0, 0);
        write("made/.system/cars/three.mask.png", 255, 0, 0, 0);
        write("truth/cars/one_mask.png", 255, 255, 0, 0);
        write("truth/cars/two_mask.png", 255, 255, 0, 0);
        Files.writeString(folder.resolve("truth/readme.txt"), "not a mask");
        MaskEvaluation.Result result = evaluated();
        assertThat(result.problems()).isEmpty();
        assertThat(result.scored()).extracting(MaskEvaluation.Scored::name).containsExactly("cars/one", "cars/two");
        assertThat(result.mean()).contains(new MaskEvaluation.Middle((1 + 3.0 / 4) / 2, 0.75, 0.125, 1));
        assertThat(result.worst(1)).extracting(MaskEvaluation.Scored::name).containsExactly("cars/two");
    }

    @Test
    void whatCannotBeMeasuredIsNamedAndTheRestIsMeasured() throws Exception {
        write("made/a.mask.png", 255, 0);
        write("made/b.mask.png", 255, 0);
        Path broken = folder.resolve("made/c.mask.png");
        Files.write(broken, new byte[] {1, 2, 3});
        write("made/d.mask.png", 255, 0);
        write("truth/a.png", 255, 0);
        write("truth/b.png", 255, 0, 0);
        write("truth/c.png", 255, 0);
        write("truth/e.png", 255, 0);
        MaskEvaluation.Result result = evaluated();
        assertThat(result.scored()).extracting(MaskEvaluation.Scored::name).containsExactly("a");
        assertThat(result.problems()).extracting(Problem::name).containsExactlyInAnyOrder("b", "c", "d", "e");
        assertThat(result.problems())
                .contains(new Problem(
                        "b",
                        folder.resolve("made/b.mask.png") + " is 2x1, " + folder.resolve("truth/b.png") + " is 3x1"))
                .anyMatch(problem -> problem.what().startsWith(broken.toString()));
    }

    private MaskEvaluation.Result evaluated() throws Exception {
        var evaluation = MaskEvaluation.of(
                new Stock.Folder(folder.resolve("made")),
                new Stock.Folder(folder.resolve("truth")),
                "mask",
                0.5,
                OptionalInt.empty(),
                2);
        return evaluation.score(evaluation.match(), done -> {});
    }

    private void write(String name, int... alpha) throws IOException {
        byte[] bytes = new byte[alpha.length];
        for (int i = 0; i < alpha.length; i++) bytes[i] = (byte) alpha[i];
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        try (Mask mask = Mask.of(bytes, new PixelSize(alpha.length, 1))) {
            Files.write(file, FastPng.encode(mask.picture()).bytes());
        }
    }
}
