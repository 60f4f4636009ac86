package io.kirinuki.local.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * Draws the demo's sample photos and the true outlines of their subjects. From the project's root:
 *
 * <pre>{@code
 * mvn -q -pl local -am test-compile
 * java -cp local/target/test-classes io.kirinuki.local.samples.RenderSamples final \
 *     local/src/main/resources/io/kirinuki/local/samples local/src/test/resources/io/kirinuki/local/samples
 * }</pre>
 *
 * Names of scenes may follow. {@code draft} instead of {@code final} draws at half size with one
 * sample a pixel: seconds instead of a minute each.
 */
final class RenderSamples {
    private RenderSamples() {}

    public static void main(String[] args) throws IOException {
        boolean draft = args[0].equals("draft");
        var photos = Files.createDirectories(Path.of(args[1]));
        var truths = Files.createDirectories(Path.of(args[2]));
        var chosen = args.length == 3
                ? SampleScene.values()
                : Arrays.stream(args, 3, args.length)
                        .map(name -> SampleScene.valueOf(name.toUpperCase(Locale.ROOT)))
                        .toArray(SampleScene[]::new);
        for (var sample : chosen) {
            var picture = Picture.of(sample.scene(draft ? 0.5 : 1), draft ? 1 : 2);
            var jpeg = sample.quarterTurn() ? JpegFile.sideways(picture.photo()) : JpegFile.upright(picture.photo());
            Files.write(photos.resolve(sample.file() + ".jpg"), jpeg);
            ImageIO.write(
                    picture.truth(),
                    "png",
                    truths.resolve(sample.file() + ".png").toFile());
        }
    }
}
