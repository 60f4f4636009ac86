package io.kirinuki.pipeline;

import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * The JSON object beside the artifacts, written last: where it is, they are complete. Holds nothing that a second run
 * of the same work on such a device would write differently, but for what it took.
 *
 * @param format of this object: {@link #FORMAT}; absent in the first one, which said no version
 * @param version the name that the folder bears of the source's version
 * @param timings until the artifacts were stored; absent where an earlier program wrote it
 * @param cost absent where an earlier program wrote it
 * @param alpha that the request brought along; absent where it brought none
 * @param work what was asked for, whatever versions of models served it: 16 hex digits; absent where an earlier program
 *     wrote it
 */
record Sidecar(
        Optional<Integer> format,
        ImageResult.Source source,
        Optional<String> version,
        String pipeline,
        String fingerprint,
        List<ImageResult.Artifact> artifacts,
        ImageResult.Measures measures,
        List<Model> models,
        Optional<ImageResult.Timings> timings,
        Optional<ImageResult.Cost> cost,
        Optional<ImageResult.Alpha> alpha,
        Optional<String> work) {
    static final String NAME = "result.json";
    /** Raised when an older program could no longer read it, or would read something else in it. */
    static final int FORMAT = 2;

    /** What every format says, so that a newer one can be told. */
    private record Formatted(Optional<Integer> format) {}

    /** Thrown by {@link #read}; the message says why. */
    static final class UnreadableException extends Exception {
        private UnreadableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** One of this format or an older one. */
    static Sidecar read(byte[] json) throws UnreadableException {
        try {
            int format = Json.readWhole(json, Formatted.class).format().orElse(1);
            if (format < 1 || format > FORMAT) {
                throw new UnreadableException(
                        "is of format %d, and this program reads those up to %d".formatted(format, FORMAT), null);
            }
            return Json.readWhole(json, Sidecar.class);
        } catch (JacksonException e) {
            throw new UnreadableException("is no sidecar (%s)".formatted(e.getOriginalMessage()), e);
        }
    }

    static Sidecar of(
            ImageResult.Source source,
            String version,
            String pipeline,
            String fingerprint,
            List<ImageResult.Artifact> artifacts,
            ImageResult.Measures measures,
            List<ImageResult.ModelUse> uses,
            ImageResult.Timings timings,
            ImageResult.Cost cost,
            Optional<ImageResult.Alpha> alpha,
            String work) {
        return new Sidecar(
                Optional.of(FORMAT),
                source,
                Optional.of(version),
                pipeline,
                fingerprint,
                artifacts,
                measures,
                uses.stream().map(Model::of).toList(),
                Optional.of(timings),
                Optional.of(cost),
                alpha,
                Optional.of(work));
    }

    /** Whether both tell of the same work and the same artifacts; these may have been made on different devices. */
    boolean saysTheSameAs(Sidecar other) {
        return format.equals(other.format)
                && source.equals(other.source)
                && version.equals(other.version)
                && pipeline.equals(other.pipeline)
                && fingerprint.equals(other.fingerprint)
                && artifacts.equals(other.artifacts);
    }

    /** The models as in a result, each in a run of its own. */
    List<ImageResult.ModelUse> uses() {
        return models.stream().map(Model::use).toList();
    }

    /** A model by its digest, where it ran, and what of its runs was the image's; an earlier program told no such share. */
    record Model(
            String name,
            String version,
            String sha256,
            String device,
            Optional<Integer> batch,
            Optional<Double> acceleratorMillis) {
        private static Model of(ImageResult.ModelUse use) {
            return new Model(
                    use.name(),
                    use.version(),
                    use.sha256(),
                    use.device(),
                    Optional.of(use.batch()),
                    use.acceleratorMillis());
        }

        private ImageResult.ModelUse use() {
            return new ImageResult.ModelUse(name, version, sha256, device, 1, Optional.empty());
        }
    }
}
