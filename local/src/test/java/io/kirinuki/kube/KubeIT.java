package io.kirinuki.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The short form of {@code deploy/helm/prove}: the chart is installed, scales to nothing and back, and loses a pod. */
@Tag("kube")
class KubeIT {
    @Test
    void nothingIsLostWhereWorkersComeAndGo() throws Exception {
        String lab = System.getenv().getOrDefault("KIRINUKI_KUBE_LAB", "");
        assumeTrue(
                !lab.isEmpty() && Files.isExecutable(Path.of(lab)),
                "KIRINUKI_KUBE_LAB names no script that starts a control plane: see deploy/helm/prove");
        Process proof = new ProcessBuilder("deploy/helm/prove", "zero", "kill")
                .directory(new File(".."))
                .inheritIO()
                .start();
        assertThat(proof.waitFor()).isZero();
    }
}
