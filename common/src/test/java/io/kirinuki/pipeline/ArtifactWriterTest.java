package io.kirinuki.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.image.Blob;
import io.kirinuki.image.PixelSize;
import io.kirinuki.operation.Rendering;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ArtifactWriterTest {
    private final ShelfStore store = new ShelfStore();
    private final CompletableFuture<Product> end = new CompletableFuture<>();
    private final ArtifactWriter writer = new ArtifactWriter(
            store,
            new ArtifactFolder("artifacts", "folder"),
            EngineListener.NONE,
            new Course(end, new Stopwatch(JourneyTrace.NONE)));

    private static Rendering mask(String content) {
        return new Rendering("mask", "image/png", "png", new PixelSize(1, 1), Blob.of(content.getBytes(UTF_8)));
    }

    @Test
    void nothingIsWrittenOverWhatThisImageHasWritten() throws Exception {
        var first = writer.write(mask("one"));
        assertThatThrownBy(() -> writer.write(mask("two")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("folder/mask.png");
        assertThat(store.written).hasSize(1);
        assertThat(store.objects.values())
                .singleElement()
                .satisfies(blob -> assertThat(blob.sha256()).isEqualTo(first.sha256()));
    }

    @Test
    void whatWasAskedForIsTold() throws Exception {
        Rendering hashed = new Rendering(
                "cutout", "image/png", "png", new PixelSize(2, 1), Blob.of(new byte[1]), Optional.of("AAgCBw=="));
        assertThat(writer.write(hashed).thumbHash()).contains("AAgCBw==");
        assertThat(writer.write(mask("one")).thumbHash()).isEmpty();
    }

    @Test
    void nothingIsWrittenForAnImageThatNobodyWaitsFor() throws Exception {
        writer.write(mask("one"));
        end.cancel(false);
        assertThatThrownBy(() -> writer.write(
                        new Rendering("cutout", "image/png", "png", new PixelSize(1, 1), Blob.of(new byte[1]))))
                .isInstanceOf(FailedException.class)
                .satisfies(thrown ->
                        assertThat(((FailedException) thrown).failure()).isInstanceOf(Failure.Stopping.class));
        assertThat(store.written).hasSize(1);
    }

    @Test
    void nothingIsWrittenForAnImageThatWasStopped() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> writer.write(mask("one"))).isInstanceOf(InterruptedException.class);
        assertThat(store.written).isEmpty();
    }
}
