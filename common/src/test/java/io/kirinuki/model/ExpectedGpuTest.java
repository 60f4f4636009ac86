package io.kirinuki.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A laptop is not warned of what it never had. */
class ExpectedGpuTest {
    @TempDir
    private Path folder;

    @Test
    void aGpuIsExpectedOfTheBuildForCudaAndWhereADriverIs() throws Exception {
        Path driver = folder.resolve("nvidiactl");
        assertThat(Device.Choice.expectsGpu(Set.of(OrtProvider.CPU), driver)).isFalse();
        assertThat(Device.Choice.expectsGpu(Set.of(OrtProvider.CPU, OrtProvider.CUDA), driver))
                .isTrue();
        Files.createFile(driver);
        assertThat(Device.Choice.expectsGpu(Set.of(OrtProvider.CPU), driver)).isTrue();
    }
}
