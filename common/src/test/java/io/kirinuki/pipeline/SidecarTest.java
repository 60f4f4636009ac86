package io.kirinuki.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import java.io.InputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SidecarTest {
    /** Written by the program before sidecars said their format. */
    private static byte[] first() throws Exception {
        try (InputStream file = SidecarTest.class.getResourceAsStream("sidecar.format-1.json")) {
            return file.readAllBytes();
        }
    }

    @Test
    void theFirstFormatIsRead() throws Exception {
        Sidecar sidecar = Sidecar.read(first());
        assertThat(sidecar.format()).isEmpty();
        assertThat(sidecar.version()).isEmpty();
        assertThat(sidecar.source().etag()).isEqualTo("06bd9ae4b0b43b0e2f1f1c0b4ba1d6c7");
        assertThat(sidecar.pipeline()).isEqualTo("cutout-with-mask@1");
        assertThat(sidecar.artifacts()).extracting(ImageResult.Artifact::role).containsExactly("cutout", "mask");
        assertThat(sidecar.uses())
                .singleElement()
                .satisfies(use -> assertThat(use.device()).isEqualTo("cpu"));
    }

    @Test
    void oursIsOfTheNewestFormatAndReadAsItWasWritten() throws Exception {
        Sidecar first = Sidecar.read(first());
        Sidecar ours = Sidecar.of(
                first.source(),
                "version",
                first.pipeline(),
                first.fingerprint(),
                first.artifacts(),
                first.measures(),
                first.uses(),
                new ImageResult.Timings(1, 2, 3, 4, 5, 6),
                new ImageResult.Cost(1.5, 2.5, 30, 40),
                Optional.empty(),
                "0123456789abcdef");
        assertThat(ours.cost()).contains(new ImageResult.Cost(1.5, 2.5, 30, 40));
        assertThat(first.cost()).isEmpty();
        assertThat(ours.saysTheSameAs(Sidecar.of(
                        first.source(),
                        "version",
                        first.pipeline(),
                        first.fingerprint(),
                        first.artifacts(),
                        first.measures(),
                        first.uses(),
                        ImageResult.Timings.NONE,
                        ImageResult.Cost.NONE,
                        Optional.empty(),
                        "0123456789abcdef")))
                .as("it may have taken another time")
                .isTrue();
        assertThat(ours.format()).contains(Sidecar.FORMAT);
        assertThat(Sidecar.read(Json.MAPPER.writeValueAsBytes(ours))).isEqualTo(ours);
    }

    /** Whatever else it says: what we know of it may mean something else by then. */
    @Test
    void aNewerFormatIsRefusedByItsNumber() {
        assertThatThrownBy(() -> Sidecar.read("{\"format\": 3, \"all\": \"else\"}".getBytes(UTF_8)))
                .isInstanceOf(Sidecar.UnreadableException.class)
                .hasMessage("is of format 3, and this program reads those up to 2");
        assertThatThrownBy(() -> Sidecar.read("{\"format\": 0}".getBytes(UTF_8)))
                .hasMessageContaining("format 0");
    }
}
