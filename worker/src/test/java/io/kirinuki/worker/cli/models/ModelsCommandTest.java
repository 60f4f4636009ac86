package io.kirinuki.worker.cli.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.kirinuki.worker.cli.Cli;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsCommandTest {
    private static final Path SHIPPED = Path.of("../models/subject/1");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final AtomicInteger requests = new AtomicInteger();
    private final Map<String, String> environment = new HashMap<>();

    @TempDir
    private Path folder;

    private Path models;
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        models = folder.resolve("models");
        environment.put("KIRINUKI_MODELS_DIRECTORY", models.toString());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/model.onnx", request -> {
            requests.incrementAndGet();
            var file = Files.readAllBytes(SHIPPED.resolve("model.onnx"));
            request.sendResponseHeaders(200, file.length);
            request.getResponseBody().write(file);
            request.close();
        });
        server.start();
        environment.put("KIRINUKI_MODELS_CATALOGUE", catalogue("allowed").toString());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void twoVersionsAreAskedTheSamePhotos() throws Exception {
        Path photos = Files.createDirectory(folder.resolve("photos"));
        for (String name : List.of("red.png", "b/<i>.png")) {
            BufferedImage photo = new BufferedImage(64, 48, BufferedImage.TYPE_3BYTE_BGR);
            var graphics = photo.createGraphics();
            graphics.setColor(Color.RED);
            graphics.fillOval(8, 8, 30, 30);
            graphics.dispose();
            Files.createDirectories(photos.resolve(name).getParent());
            ImageIO.write(photo, "png", photos.resolve(name).toFile());
        }
        Files.writeString(photos.resolve("notes.txt"), "no photo");
        environment.put(
                "KIRINUKI_MODELS_DIRECTORY", SHIPPED.getParent().getParent().toString());
        Path page = folder.resolve("page.html");
        assertThat(run("compare", "subject@1", "subject", photos.toString(), "--page", page.toString()))
                .isZero();
        assertThat(out.toString()).contains("Photos      2", "IoU         mean ", "a run       ");
        assertThat(Files.readString(page)).contains("The 2 that changed most", "<bdi>b/&lt;i&gt;.png</bdi>");

        assertThat(run("compare", "subject@1", SHIPPED.toString(), photos.toString()))
                .isZero();
        assertThat(out.toString()).contains("IoU         mean 1.0000, median 1.0000", "difference  0.0000");
        Files.write(photos.resolve("broken.png"), new byte[] {1, 2, 3});
        assertThat(run("compare", "subject@1", "subject@1", photos.toString())).isEqualTo(3);
        assertThat(err.toString()).contains("broken.png: ");
    }

    @Test
    void whatGivesNoMasksIsNotCompared() throws Exception {
        Path photos = Files.createDirectory(folder.resolve("photos"));
        environment.put(
                "KIRINUKI_MODELS_DIRECTORY", SHIPPED.getParent().getParent().toString());
        assertThat(run("compare", "subject", "products", photos.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("its task is classify; only models of the task mask are compared");
        assertThat(run("compare", "subject@77", "subject", photos.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("OLD: subject@77 is neither a folder with a model.yaml nor installed in");
        assertThat(run("compare", "subject", "subject", folder.resolve("none").toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("PHOTOS: there is no folder");
    }

    @Test
    void pullInstallsWhatVerifyThenMatches() throws Exception {
        assertThat(run("pull", "house")).isZero();
        assertThat(out.toString())
                .contains("Licence:        LicenseRef-House")
                .contains("No digest is published")
                .contains("house 7 is installed in " + models.resolve("house/7"));
        assertThat(err.toString()).contains("house 7: 6.5 of 6.5 MB");
        assertThat(models.resolve("house/7/model.yaml"))
                .content()
                .contains("tensor: \"image\"", "tensor: \"foreground\"");

        assertThat(run("verify", "house")).isZero();
        assertThat(out.toString()).contains("house 7: matches");
        assertThat(run("pull", "house")).isZero();
        assertThat(out.toString()).contains("house 7 is installed already");
        assertThat(requests).hasValue(1);
    }

    @Test
    void licenceThatForbidsMustBeAcceptedFirst() throws Exception {
        for (var use : new String[] {"forbidden", "unclear"}) {
            environment.put("KIRINUKI_MODELS_CATALOGUE", catalogue(use).toString());
            assertThat(run("pull", "house")).isEqualTo(2);
        }
        assertThat(err.toString())
                .contains("house 7 was not pulled: read https://models.example.org/licence")
                .contains("--accept-licence");
        assertThat(requests).hasValue(0);
        assertThat(models).doesNotExist();

        assertThat(run("pull", "house", "--accept-licence", "--version", "7")).isZero();
        assertThat(models.resolve("house/7/model.onnx")).exists();
    }

    @Test
    void verifyEndsWith3WhereAFileIsAnother() throws Exception {
        install();
        Files.writeString(models.resolve("subject/1/model.onnx"), "not that");

        assertThat(run("verify")).isEqualTo(3);
        assertThat(out.toString()).contains("subject 1: ").contains("does not match its manifest: sha256:");
        assertThat(run("verify", "nobody")).isEqualTo(2);
        assertThat(err.toString()).contains("no model \"nobody\" is installed in " + models);
    }

    @Test
    void listShowsWhatIsThereAndWhatCanBeHad() throws Exception {
        install();
        Files.createDirectories(models.resolve("torn/1"));
        Files.writeString(models.resolve("torn/1/model.yaml"), "name: torn\n");

        assertThat(run("list")).isZero();
        assertThat(out.toString().lines())
                .anyMatch(line -> line.matches("subject +1 +mask +6\\.5 MB +Apache-2\\.0 +allowed +installed"))
                .anyMatch(line -> line.matches("torn +1 .*broken: .*version: missing.*"))
                .anyMatch(line -> line.matches("u2net +1 +mask +176\\.0 MB +Apache-2\\.0 +allowed +can be pulled: .*"))
                .anyMatch(line -> line.matches("house +7 +mask +\\? .*"));
        assertThat(requests).hasValue(0);
    }

    @Test
    void inspectTellsAllAndLicenceWhatOneMayDo() throws Exception {
        install();
        assertThat(run("inspect", "subject")).isZero();
        assertThat(out.toString())
                .contains("Installed as " + models.resolve("subject/1"))
                .contains("head: probability")
                .doesNotContain("Fetched from");
        assertThat(run("inspect", "bria-rmbg")).isZero();
        assertThat(out.toString())
                .contains("sha256:5b486f08")
                .contains("Not installed: `kirinuki models pull bria-rmbg`");
        assertThat(run("licence", "bria-rmbg")).isZero();
        assertThat(out.toString()).contains("CC-BY-NC-4.0").contains("Commercial use: no; ");
        assertThat(run("licence", "subject")).isZero();
        assertThat(out.toString()).contains("Commercial use: yes; ");
        assertThat(run("licence", "nobody")).isEqualTo(1);
        assertThat(err.toString()).contains("the catalogue has no model \"nobody\"");
    }

    private int run(String... arguments) {
        var all = new String[arguments.length + 1];
        all[0] = "models";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Cli.commandLine(
                        config -> {
                            throw new AssertionError("no worker is asked for");
                        },
                        environment)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all);
    }

    private void install() throws IOException {
        var target = Files.createDirectories(models.resolve("subject/1"));
        for (var file : new String[] {"model.onnx", "model.yaml"}) {
            Files.copy(SHIPPED.resolve(file), target.resolve(file));
        }
    }

    private Path catalogue(String commercialUse) throws IOException {
        return Files.writeString(folder.resolve("own.yaml"), """
            licences:
              house:
                name: LicenseRef-House
                text: https://models.example.org/licence
                commercialUse: %s
                reason: it is a test
            models:
              - name: house
                version: "7"
                about: what stands in a house
                url: http://127.0.0.1:%d/model.onnx
                licence: house
                source: https://models.example.org
                manifest:
                  task: mask
                  input: {width: 256, height: 256, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]}
                  output: {head: probability}
            """.formatted(
                        commercialUse, server.getAddress().getPort()));
    }
}
