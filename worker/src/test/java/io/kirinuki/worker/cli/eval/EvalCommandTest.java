package io.kirinuki.worker.cli.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.Mask;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.schema.Json;
import io.kirinuki.worker.cli.Cli;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void masksOfTwoFoldersAreMeasured() throws Exception {
        mask("made/one.mask.png", 255, 255, 0, 0, 0);
        mask("made/two.mask.png", 255, 0, 0, 0, 0);
        mask("truth/one.png", 255, 255, 0, 0, 0);
        mask("truth/two.png", 255, 255, 0, 0, 0);
        assertThat(eval("masks", "--report", at("report.json"), "--picture", at("worst.png")))
                .isZero();
        assertThat(out.toString().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "Masks 2",
                        "Dice 0.875000, least 0.750000: two",
                        "IoU 0.750000",
                        "MAE 0.100000 of alpha 0..1",
                        "outline 1.000000 F within 2 px",
                        "medians Dice 0.875000, IoU 0.750000, MAE 0.100000, outline 1.000000");
        var report = Json.MAPPER.readTree(Files.readAllBytes(folder.resolve("report.json")));
        assertThat(report.at("/mean/dice").doubleValue()).isEqualTo(0.875);
        assertThat(report.at("/images/1/name").stringValue()).isEqualTo("two");
        assertThat(ImageIO.read(folder.resolve("worst.png").toFile()).getWidth())
                .isGreaterThan(320);
    }

    @Test
    void whatCouldNotBeMeasuredIsNamedAndEndsWith3() throws Exception {
        mask("made/one.mask.png", 255, 255);
        mask("made/odd.mask.png", 255, 255);
        mask("truth/one.png", 255, 255);
        mask("truth/missing.png", 255, 255);
        assertThat(eval("masks")).isEqualTo(3);
        assertThat(out.toString()).contains("Masks   1");
        assertThat(err.toString())
                .contains("2 could not be measured:")
                .contains("  odd: no truth for " + at("made/odd.mask.png"))
                .contains("  missing: no prediction for " + at("truth/missing.png"));
    }

    @Test
    void worstMasksAreShownWithTheirPhotosWorstFirst() throws Exception {
        for (String name : List.of("<b>bad", "good", "worse")) {
            mask("truth/" + name + ".png", 255, 255, 255, 255, 0);
            mask("photos/" + name + ".png", 10, 20, 30, 40, 50);
        }
        mask("made/<b>bad.mask.png", 255, 255, 0, 0, 0);
        mask("made/good.mask.png", 255, 255, 255, 255, 0);
        mask("made/worse.mask.png", 0, 0, 0, 0, 255);
        assertThat(eval("masks", "--sheet", at("worst.html"), "--photos", at("photos"), "--worst", "2"))
                .isZero();
        String page = Files.readString(folder.resolve("worst.html"));
        assertThat(page)
                .containsSubsequence("<bdi>worse</bdi>", "<bdi>&lt;b&gt;bad</bdi>")
                .doesNotContain("<bdi>good");
        assertThat(page.split("data:image/webp", -1)).hasSize(1 + 2 * 4);
        assertThat(eval("masks", "--sheet", at("bare.html"))).isZero();
        assertThat(Files.readString(folder.resolve("bare.html")).split("data:image/webp", -1))
                .hasSize(1 + 3 * 3);
        assertThat(eval("masks", "--sheet", at("none.html"), "--worst", "0")).isEqualTo(2);
        assertThat(eval("masks", "--reach", "51")).isEqualTo(2);
        assertThat(err.toString()).contains("--worst: 1 to 500 expected", "--reach: 0 to 50 pixels, not 51");
    }

    @Test
    void labelledPhotosAreShownTheMistakenFirst() throws Exception {
        text("made/labels.csv", "name,label\n1,mug\n2,mug\n3,fan\n");
        text("truth/labels.csv", "name,label\n1,mug\n2,kettle\n3,fan\n");
        mask("photos/1.png", 1, 2);
        mask("photos/2.png", 1, 2);
        assertThat(eval("labels", "--sheet", at("labels.html"))).isEqualTo(2);
        assertThat(err.toString()).contains("--sheet: shows photos; say by --photos where they are");
        assertThat(eval("labels", "--sheet", at("labels.html"), "--photos", at("photos")))
                .isZero();
        assertThat(Files.readString(folder.resolve("labels.html")))
                .containsSubsequence("<b><bdi>mug</bdi></b> for <bdi>kettle</bdi>", "3: no photo of this name", "mug");
    }

    @Test
    void anglesAreMeasuredBothWays() throws Exception {
        text("made/results.jsonl", """
            {"source": {"key": "run/a.jpg"}, "measures": {"degrees": 179}}
            {"source": {"key": "run/b.jpg"}, "measures": {"degrees": 8}}
            """);
        text("truth/angles.csv", "name,degrees\na,-179\nb,0\n");
        assertThat(eval("angles", "--report", at("report.json"), "--picture", at("angles.png")))
                .isZero();
        assertThat(ImageIO.read(folder.resolve("angles.png").toFile()).getWidth())
                .isGreaterThan(800);
        assertThat(out.toString())
                .contains("MAE           5.000000")
                .contains("within 5      50.00 %")
                .contains("plain MAE     183.000000")
                .contains("plain, in 5   0.00 %");
        assertThat(Json.MAPPER
                        .readTree(Files.readAllBytes(folder.resolve("report.json")))
                        .at("/images/0/error")
                        .doubleValue())
                .isEqualTo(2);
    }

    @Test
    void labelsGiveAMatrixAsTextAndPicture() throws Exception {
        text("made/labels.csv", "name,label\n1,mug\n2,mug\n3,fan\n4,kettle\n");
        text("truth/labels.csv", "name,label\n1,mug\n2,kettle\n3,fan\n4,kettle\n");
        assertThat(eval("labels", "--picture", at("matrix.png"))).isZero();
        assertThat(out.toString().lines().map(line -> line.replaceAll(" +", " ").strip()))
                .containsExactly(
                        "Images 4",
                        "Top-1 75.00 %",
                        "",
                        "truth fan kettle mug right",
                        "fan 1 . . 100.00 %",
                        "kettle . 1 1 50.00 %",
                        "mug . . 1 100.00 %");
        assertThat(ImageIO.read(folder.resolve("matrix.png").toFile())).isNotNull();
    }

    @Test
    void nothingToMeasureIsSaid() throws Exception {
        text("made/labels.csv", "name,label\n");
        text("truth/labels.csv", "name,label\nx,mug\n");
        assertThat(eval("labels", "--report", at("report.json"))).isEqualTo(3);
        assertThat(Files.readString(folder.resolve("report.json"))).startsWith("{\"images\":0,\"labels\":[]");
    }

    @Test
    void wrongUsageEndsWith2() throws IOException {
        assertThat(run("eval")).isEqualTo(2);
        assertThat(run("eval", "masks", "--predicted", at("none"), "--truth", at("none")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--predicted: there is no " + at("none"));
        mask("made/a.png", 0);
        mask("truth/a.png", 0);
        assertThat(eval("masks", "--threshold", "1.5")).isEqualTo(2);
        assertThat(eval("masks", "--ignore", "256")).isEqualTo(2);
        assertThat(run("eval", "masks", "--predicted", "s3://bucket/x", "--truth", at("truth")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("kirinuki.store.endpoint: is required");
    }

    private int eval(String what, String... more) {
        String[] all = new String[more.length + 6];
        all[0] = "eval";
        all[1] = what;
        all[2] = "--predicted";
        all[3] = at("made");
        all[4] = "--truth";
        all[5] = at("truth");
        System.arraycopy(more, 0, all, 6, more.length);
        return run(all);
    }

    private int run(String... arguments) {
        return Cli.commandLine(
                        config -> {
                            throw new AssertionError("no worker is needed");
                        },
                        Map.of())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private void text(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text);
    }

    private void mask(String name, int... alpha) throws IOException {
        byte[] bytes = new byte[alpha.length];
        for (int i = 0; i < alpha.length; i++) bytes[i] = (byte) alpha[i];
        Files.createDirectories(folder.resolve(name).getParent());
        try (Mask mask = Mask.of(bytes, new PixelSize(alpha.length, 1))) {
            Files.write(folder.resolve(name), FastPng.encode(mask.picture()).bytes());
        }
    }
}
