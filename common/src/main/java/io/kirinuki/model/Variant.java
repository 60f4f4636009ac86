package io.kirinuki.model;

/**
 * The file of a model that runs.
 *
 * @param label {@code fp32} or {@code int8}
 * @param why for the log
 */
record Variant(String file, String sha256, String label, String why) {
    static Variant choose(ModelManifest manifest, Device device, double maxLoss) {
        Variant float32 = new Variant(manifest.file(), manifest.sha256(), "fp32", "it has no other variant");
        if (manifest.int8().isEmpty()) return float32;
        ModelManifest.Int8 int8 = manifest.int8().get();
        if (device != Device.CPU) return float32.because("int8 is for the CPU");
        String loss = "its int8 variant loses %s (%s), models.int8-max-loss is %s"
                .formatted(int8.loss(), int8.measure(), maxLoss);
        return int8.loss() <= maxLoss ? new Variant(int8.file(), int8.sha256(), "int8", loss) : float32.because(loss);
    }

    private Variant because(String reason) {
        return new Variant(file, sha256, label, reason);
    }
}
