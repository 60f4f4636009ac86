package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.local.process.ProcessCommand;
import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.worker.Wiring;
import io.kirinuki.worker.cli.Cli;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kirinuki process} as a person calls it: the command line, all the way to the files it leaves. */
class ProcessCommandIT {
    @TempDir
    private Path folder;

    /** What a call said, and its exit code. */
    private record Call(int exit, String out, String err) {}

    @BeforeAll
    static void standInForTheLauncher() {
        System.setProperty("kirinuki.home", "..");
    }

    @Test
    void everyImageLeavesItsArtifactsAndALine() throws Exception {
        Path photos = Files.createDirectories(folder.resolve("photos/sub folder"));
        Files.write(photos.resolve("cup.JPG"), Specimens.jpeg(320, 240));
        Files.write(photos.resolve("写真 100%.png"), Specimens.png(160, 120));
        Files.writeString(photos.resolve("notes.txt"), "not an image");
        Path single = Files.write(folder.resolve("single.jpeg"), Specimens.rotatedJpeg(200, 100));
        Path out = folder.resolve("out");

        Call call = process("--pipeline", "cutout-with-mask", "--out", out, folder.resolve("photos"), single);
        assertThat(call.exit()).as(call.toString()).isZero();
        assertThat(call.out()).contains("3 images: 3 done, 0 failed", "1 files", "left out");
        assertThat(files(out))
                .containsExactlyInAnyOrder(
                        "results.jsonl",
                        "single.cutout.png",
                        "single.mask.png",
                        "sub folder/cup.cutout.png",
                        "sub folder/cup.mask.png",
                        "sub folder/写真 100%.cutout.png",
                        "sub folder/写真 100%.mask.png");
        assertThat(answers(out))
                .hasSize(3)
                .allSatisfy(answer -> assertThat(answer).isInstanceOf(ImageResult.class));
        var upright = ImageIO.read(out.resolve("single.cutout.png").toFile());
        assertThat(List.of(upright.getWidth(), upright.getHeight())).containsExactly(100, 200);
    }

    @Test
    void aBrokenFileIsNamedAndTheOthersSucceed() throws Exception {
        Path photos = Files.createDirectories(folder.resolve("photos"));
        Files.write(photos.resolve("cup.jpg"), Specimens.jpeg(160, 120));
        Files.write(photos.resolve("half.jpg"), Specimens.half(Specimens.jpeg(160, 120)));
        Files.write(photos.resolve("nothing.png"), new byte[0]);
        Path out = folder.resolve("out");

        Call call = process("--out", out, photos);
        assertThat(call.exit()).as(call.toString()).isEqualTo(3);
        assertThat(call.out())
                .contains("failed: half.jpg: Undecodable", "failed: nothing.png: Empty", "1 done, 2 failed");
        assertThat(files(out)).containsExactlyInAnyOrder("results.jsonl", "cup.cutout.png");
        assertThat(answers(out))
                .hasSize(3)
                .filteredOn(ImageFailure.class::isInstance)
                .hasSize(2);
    }

    @Test
    void aFileThatCannotBeReadIsNamedAndTheOthersSucceed() throws Exception {
        Path photos = Files.createDirectories(folder.resolve("photos"));
        Files.write(photos.resolve("cup.jpg"), Specimens.jpeg(160, 120));
        try (var huge = new RandomAccessFile(photos.resolve("huge.jpg").toFile(), "rw")) {
            huge.setLength(3L << 30); // takes no room: nothing of it is written
        }
        Path out = folder.resolve("out");

        Call call = process("--out", out, photos);
        assertThat(call.exit()).as(call.toString()).isEqualTo(3);
        assertThat(call.out()).contains("failed: huge.jpg: TooLarge: ", "1 done, 1 failed");
        assertThat(files(out)).containsExactlyInAnyOrder("results.jsonl", "cup.cutout.png");
        assertThat(answers(out)).hasSize(2);
    }

    @Test
    void theSameCommandAgainSkipsWhatIsDoneAndDoesAnewWhatChanged() throws Exception {
        Path photos = Files.createDirectories(folder.resolve("photos"));
        Files.write(photos.resolve("cup.jpg"), Specimens.jpeg(160, 120));
        Files.write(photos.resolve("<b>&\".png"), Specimens.png(80, 60));
        Path out = photos.resolve("out");

        assertThat(process("--out", out, photos).exit()).isZero();
        FileTime first = Files.getLastModifiedTime(out.resolve("cup.cutout.png"));
        assertThat(Files.readString(out.resolve("index.html")))
                .contains("cup.cutout.png", "../cup.jpg", "&lt;b&gt;&amp;&quot;.png: its cutout")
                .doesNotContain("<b>&\"", "http:", "https:", "<script");

        Files.write(photos.resolve("<b>&\".png"), Specimens.png(64, 64));
        Call second = process("--out", out, photos);
        assertThat(second.out())
                .as("no artifact of the first run is an input of the second")
                .contains("2 images: 2 done (1 of them before), 0 failed");
        assertThat(Files.getLastModifiedTime(out.resolve("cup.cutout.png"))).isEqualTo(first);
        assertThat(ImageIO.read(out.resolve("<b>&\".cutout.png").toFile()).getWidth())
                .isEqualTo(64);

        Files.writeString(out.resolve("cup.cutout.png"), "torn by a kill");
        assertThat(process("--out", out, photos).out()).contains("2 images: 2 done (2 of them before), 0 failed");
        assertThat(ImageIO.read(out.resolve("cup.cutout.png").toFile()).getWidth())
                .isEqualTo(160);

        Call white = process("--background", "#ffffff", "--out", out, photos);
        assertThat(white.out()).as("other work").contains("2 images: 2 done, 0 failed");
        assertThat(ImageIO.read(out.resolve("cup.cutout.png").toFile()).getRGB(1, 1))
                .isEqualTo(0xffffffff);
        assertThat(answers(out)).hasSize(2);
    }

    @Test
    void onePictureGoesFromStandardInputToStandardOutput() throws Exception {
        var picture = new ByteArrayOutputStream();
        Path pipelines = Files.writeString(folder.resolve("mine.yaml"), """
                pipelines:
                  - name: on-red
                    version: 1
                    operations:
                      - cutout: { background: "#ff0000" }
                      - mask:
                """);
        Call call = process(Specimens.jpeg(160, 120), picture, "--pipelines", pipelines, "--pipeline", "on-red", "-");
        assertThat(call.exit()).as(call.toString()).isZero();
        assertThat(call.out()).isEmpty();
        assertThat(call.err()).contains("makes 2 files, this is the cutout");
        var image = ImageIO.read(new ByteArrayInputStream(picture.toByteArray()));
        assertThat(List.of(image.getWidth(), image.getHeight())).containsExactly(160, 120);
        assertThat(image.getRGB(1, 1)).isEqualTo(0xffff0000);

        picture.reset();
        Call broken = process(new byte[0], picture, "-");
        assertThat(broken.exit()).isEqualTo(3);
        assertThat(broken.err()).contains("failed: Empty: ");
        assertThat(picture.size()).isZero();
    }

    @Test
    void inputsThatDifferInTheirEndingsAloneDoNotOverwriteEachOther() throws Exception {
        Path photos = Files.createDirectories(folder.resolve("photos"));
        Files.write(photos.resolve("cup.jpg"), Specimens.jpeg(160, 120));
        Files.write(photos.resolve("cup.png"), Specimens.png(80, 60));
        Path out = folder.resolve("out");

        assertThat(process("--out", out, photos).exit()).isZero();
        assertThat(files(out)).containsExactlyInAnyOrder("results.jsonl", "cup.jpg.cutout.png", "cup.png.cutout.png");
        assertThat(ImageIO.read(out.resolve("cup.png.cutout.png").toFile()).getWidth())
                .isEqualTo(80);
    }

    @Test
    void wrongUsageStartsNothing() throws Exception {
        Path photo = Files.write(folder.resolve("cup.jpg"), Specimens.jpeg(160, 120));
        Path out = folder.resolve("out");

        Call pipeline = process("--pipeline", "cut-out", "--out", out, photo);
        assertThat(pipeline.exit()).isEqualTo(2);
        assertThat(pipeline.err()).contains("--pipeline", "\"cut-out\"", "cutout-with-mask");

        assertThat(process("--model", "no-such", "--out", out, photo).err())
                .contains("--model", "\"no-such\"", "subject");
        assertThat(process("--background", "whitish", "--out", out, photo).err())
                .contains("--background", "\"whitish\"");
        assertThat(process("--pipeline", "mask", "--background", "#ffffff", "--out", out, photo)
                        .err())
                .contains("--background: no step of mask takes");
        assertThat(process("--parameters", "{", "--out", out, photo).err()).contains("--parameters: JSON");
        assertThat(process("--parameters", "{\"cutout\": {\"ground\": 1}}", "--out", out, photo)
                        .err())
                .contains("--parameters.cutout.ground");
        assertThat(process("-", "--out", out).err()).contains("-: stands alone");
        assertThat(process("--watch", "--out", out, photo).err()).contains("--watch", "is no folder");
        assertThat(process("--watch", "--out", folder, folder).err()).contains("--out: results in");

        Path missing = folder.resolve("missing.jpg");
        Call path = process("--out", out, photo, missing);
        assertThat(path.exit()).isEqualTo(2);
        assertThat(path.err()).contains("there is no " + missing);

        Call empty = process("--out", out, Files.createDirectories(folder.resolve("empty")));
        assertThat(empty.exit()).isEqualTo(2);
        assertThat(empty.err()).contains("no image files");

        Call nothing = process(photo);
        assertThat(nothing.exit()).isEqualTo(2);
        assertThat(nothing.err()).contains("--out");
        assertThat(out).doesNotExist();
    }

    private static Call process(Object... arguments) {
        return process(new byte[0], OutputStream.nullOutputStream(), arguments);
    }

    private static Call process(byte[] standardInput, OutputStream standardOutput, Object... arguments) {
        var command = new ProcessCommand(Map.of(), new ByteArrayInputStream(standardInput), standardOutput);
        var commands = Cli.commandLine(Wiring::start, Map.of(), command);
        var out = new StringWriter();
        var err = new StringWriter();
        commands.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exit = commands.execute(
                Stream.concat(Stream.of("process"), Stream.of(arguments).map(Object::toString))
                        .toArray(String[]::new));
        return new Call(exit, out.toString(), err.toString());
    }

    /** What a person finds, with {@code /} between folders; the system's own data aside. */
    private static List<String> files(Path out) throws IOException {
        try (Stream<Path> walk = Files.walk(out)) {
            return walk.filter(Files::isRegularFile)
                    .map(file -> out.relativize(file).toString())
                    .filter(name -> !name.startsWith(".system") && !name.equals("index.html"))
                    .toList();
        }
    }

    private static List<ImageAnswer> answers(Path out) throws IOException {
        return Files.readAllLines(out.resolve("results.jsonl"), UTF_8).stream()
                .map(line -> Json.readAnswer(line.getBytes(UTF_8)))
                .toList();
    }
}
