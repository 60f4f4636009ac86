package io.kirinuki.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import io.kirinuki.worker.page.Browser;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sheet that `process` leaves, in a real browser. Skipped where no Chromium is installed. */
class ContactSheetIT {
    private static final String HOSTILE = "a \"quoted\" <img src=x onerror=document.title='run'> & 100%.png";

    @TempDir
    private Path folder;

    @Test
    void sheetIsForEverybodyAndShowsNamesAsText() throws Exception {
        Path page = new ContactSheet(
                        folder,
                        2,
                        List.of(card("plain.png"), card(HOSTILE)),
                        1,
                        List.of(new ContactSheet.Refusal(HOSTILE, "Undecodable", "the <b>PNG</b> ends early")))
                .write();
        try (Browser browser = Browser.start(Files.createDirectory(folder.resolve("profile")))) {
            browser.driver().get(page.toUri().toString());
            assertThat(browser.run("return [...document.querySelectorAll('h2 bdi, li bdi')].map(e => e.textContent)"))
                    .isEqualTo(List.of(HOSTILE, HOSTILE, "plain.png"));
            assertThat(browser.run("return [...document.images].map(i => i.complete && i.naturalWidth)"))
                    .isEqualTo(List.of(40L, 40L, 40L, 40L));
            assertThat(browser.driver().getTitle()).startsWith("2 pictures");
            assertThat(browser.barriers()).isEmpty();
        }
    }

    private ContactSheet.Card card(String name) throws IOException {
        Path photo = picture(name, BufferedImage.TYPE_3BYTE_BGR);
        Path cutout = picture(name + ".cutout.png", BufferedImage.TYPE_4BYTE_ABGR);
        var artifact =
                new ImageResult.Artifact("cutout", "image/png", "b", "k", Files.size(cutout), "0".repeat(64), 40, 30);
        ImageResult result = new ImageResult(
                name,
                new ImageResult.Source("b", name, Optional.empty(), "e", Files.size(photo), "image/png", 40, 30, 1),
                "cutout",
                "f".repeat(64),
                List.of(artifact),
                ObjectRef.of("b", "s.json"),
                new ImageResult.Measures(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(new ImageResult.Label("<lamp>", 0.9))),
                List.of(),
                new ImageResult.Timings(1, 1, 1, 1, 1, 1),
                new Position("requests", 0, 0),
                1,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new ContactSheet.Card(
                name, Optional.of(photo), result, List.of(new ContactSheet.File(cutout, artifact)));
    }

    private Path picture(String name, int type) throws IOException {
        BufferedImage picture = new BufferedImage(40, 30, type);
        var graphics = picture.createGraphics();
        graphics.setColor(Color.RED);
        graphics.fillOval(5, 5, 20, 20);
        graphics.dispose();
        Path file = folder.resolve(name);
        ImageIO.write(picture, "png", file.toFile());
        return file;
    }
}
