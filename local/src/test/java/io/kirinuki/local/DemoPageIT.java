package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A picture that a visitor drops on the demo's page goes the way of every other request, and comes back cut out. */
class DemoPageIT {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    @Test
    void droppedPictureComesBackOnTheGroundThatWasChosen() throws Exception {
        System.setProperty("kirinuki.home", "..");
        try (LocalSystem system = LocalSystem.start(folder, true);
                HttpClient client = HttpClient.newHttpClient()) {
            String page = "http://127.0.0.1:" + system.worker().adminPort();
            String name = URLEncoder.encode("../a mug \"<b>\"\n.jpg", UTF_8);
            HttpRequest drop = HttpRequest.newBuilder(
                            URI.create(page + "/page/drops?pipeline=cutout&background=%23ffffff&name=" + name))
                    .header("X-Kirinuki", "drop")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(sample("mug.jpg")))
                    .build();
            String request = JSON.readTree(
                            client.send(drop, BodyHandlers.ofString()).body())
                    .get("request")
                    .asString();
            assertThat(request).matches("[0-9a-f]{52}");

            JsonNode answer = answerTo(request, page, client);
            assertThat(answer.get("source").asString()).matches("s3://photos/http/[0-9a-f/]+/a mug \"<b>\"_\\.jpg");
            assertThat(answer.get("done").get("files").get(0).get("role").asString())
                    .isEqualTo("cutout");
            BufferedImage cutout = picture(client, page + "/page/files/" + answer.get("number") + "/0");
            assertThat(cutout.getRGB(2, 2)).isEqualTo(0xffffffff);
            assertThat(cutout.getWidth())
                    .isEqualTo(answer.get("done").get("width").asInt());
        }
    }

    private static byte[] sample(String name) throws IOException {
        try (InputStream in = Samples.class.getResourceAsStream("samples/" + name)) {
            return in.readAllBytes();
        }
    }

    private static JsonNode answerTo(String request, String page, HttpClient client) throws Exception {
        HttpRequest events =
                HttpRequest.newBuilder(URI.create(page + "/page/events")).build();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                client.send(events, BodyHandlers.ofInputStream()).body(), UTF_8))) {
            String event = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: ")) event = line;
                if (!event.endsWith("answers") || !line.startsWith("data: ")) continue;
                for (JsonNode answer : JSON.readTree(line.substring("data: ".length()))) {
                    if (answer.get("request").asString().equals(request)) return answer;
                }
            }
        }
        throw new IllegalStateException("the page ended without an answer to " + request);
    }

    private static BufferedImage picture(HttpClient client, String address) throws Exception {
        return ImageIO.read(new ByteArrayInputStream(
                client.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofByteArray())
                        .body()));
    }
}
