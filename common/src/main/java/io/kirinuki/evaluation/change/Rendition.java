package io.kirinuki.evaluation.change;

import io.kirinuki.image.PixelSize;
import io.kirinuki.schema.ImageSource;
import io.kirinuki.schema.ObjectRef;
import java.util.List;
import java.util.Optional;

/**
 * What one run made of an image, as far as it takes to compare it with another run's: less than a kilobyte, so that
 * those of a million images fit into memory.
 *
 * @param layers artifacts that may hold alpha, the likeliest first
 * @param label the most likely one
 */
public record Rendition(
        Source source,
        String fingerprint,
        List<Layer> layers,
        Optional<Double> uncertainty,
        Optional<String> label,
        Optional<Double> degrees,
        List<Model> models) {
    public Rendition {
        layers = List.copyOf(layers);
        models = List.copyOf(models);
    }

    /** The image that was read; {@code version} changes where its bytes do. */
    public record Source(ImageSource object, String version) {}

    /**
     * An artifact that may hold alpha.
     *
     * @param grey whether it is alpha itself, in grey, and not a picture with an alpha channel
     */
    public record Layer(String role, boolean grey, ObjectRef object, String sha256, PixelSize size) {}

    /** A model that took part, by its digest. */
    public record Model(String name, String version, String sha256) {
        private static final int DIGITS = 8;

        /** {@code 3 (2c26b46b)}. */
        public String title() {
            return "%s (%s)".formatted(version, sha256.substring(0, Math.min(DIGITS, sha256.length())));
        }
    }

    /** The same, without a second copy of the source's names in memory. */
    Rendition with(Source same) {
        return new Rendition(same, fingerprint, layers, uncertainty, label, degrees, models);
    }
}
