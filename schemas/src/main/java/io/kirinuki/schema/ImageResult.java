package io.kirinuki.schema;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The answer of a request that went well: what was stored where, measured on what, made by which models.
 *
 * @param fingerprint names operations, parameters, model digests and code revision; same source and fingerprint, same pixels
 * @param artifacts what was stored, in the pipeline's order
 * @param sidecar a JSON object holding this result without its position, written last: it marks the artifacts complete
 * @param reused true where an earlier run had done the work: its artifacts, measures and models, and no time spent;
 *     absent where this one did
 * @param cost what it took; absent where an earlier program made the answer
 * @param alpha where the alpha came from that the request brought along; absent where it brought none
 */
public record ImageResult(
        String requestId,
        Source source,
        String pipeline,
        String fingerprint,
        List<Artifact> artifacts,
        ObjectRef sidecar,
        Measures measures,
        List<ModelUse> models,
        Timings timings,
        Position position,
        int attempt,
        Instant finishedAt,
        Optional<Boolean> reused,
        Optional<Cost> cost,
        Optional<Alpha> alpha)
        implements ImageAnswer {
    public static final String TYPE = "io.kirinuki.image.result.v1";

    public ImageResult {
        artifacts = List.copyOf(artifacts);
        models = List.copyOf(models);
    }

    /**
     * The image that was read.
     *
     * @param bucket of an address its host, as {@link ImageSource#bucket}
     * @param etag as the store or the host says it; empty where it says none
     * @param width pixels, after {@code orientation} was applied
     * @param height pixels, after {@code orientation} was applied
     * @param orientation EXIF orientation 1..8 as found in the file; artifacts are always upright
     * @param url the address without its query, where it was read from one
     */
    public record Source(
            String bucket,
            String key,
            Optional<String> versionId,
            String etag,
            long bytes,
            String format,
            int width,
            int height,
            int orientation,
            Optional<String> url) {
        /** Of an image that is an object. */
        public Source(
                String bucket,
                String key,
                Optional<String> versionId,
                String etag,
                long bytes,
                String format,
                int width,
                int height,
                int orientation) {
            this(bucket, key, versionId, etag, bytes, format, width, height, orientation, Optional.empty());
        }
    }

    /**
     * The alpha that the artifacts were made with, where no model made it.
     *
     * @param origin who made it: {@link #GIVEN}; a later program may know others
     * @param kind what it was taken for, as {@link GivenAlpha.Kind#spelled}
     * @param etag as the store says it; empty where it says none
     */
    public record Alpha(
            String origin, String kind, String bucket, String key, Optional<String> versionId, String etag) {
        /** Whoever sent the request made it. */
        public static final String GIVEN = "given";
    }

    /**
     * One stored object.
     *
     * @param role what it is: {@code mask}, {@code cutout}
     * @param sha256 of its bytes, lower-case hex
     * @param thumbHash of its picture, in base64; absent where nobody asked for it
     */
    public record Artifact(
            String role,
            String mediaType,
            String bucket,
            String key,
            long bytes,
            String sha256,
            int width,
            int height,
            Optional<String> thumbHash) {
        public Artifact(
                String role,
                String mediaType,
                String bucket,
                String key,
                long bytes,
                String sha256,
                int width,
                int height) {
            this(role, mediaType, bucket, key, bytes, sha256, width, height, Optional.empty());
        }
    }

    /**
     * What was found out about the image. The first three are of the alpha that the artifacts show, and absent where no
     * operation asked for one.
     *
     * @param coverage mean alpha, 0..1
     * @param bbox smallest box around all pixels with alpha of at least one half; absent also where there is none
     * @param edgeSoftness mean width of the soft edge in pixels: the area with alpha between 10 % and 90 %, divided by
     *     the length of the edge, which is the pixel sides between alpha below and of at least one half; absent where
     *     there is no edge
     * @param uncertainty 0..1: how little the models believe themselves, the greatest of each model's. Of a soft mask m,
     *     with M where m is at least one half: 1 - (sum of m in M + e) / (size of M + sum of m outside M + e), which is 1
     *     less the intersection over union to be expected if each pixel were the subject with probability m; e is a
     *     thousandth of the pixels. Of classes: 1 less the greatest probability. Of an angle
     *     that several looks were asked for: 1 less the length of the mean of their directions. Absent where no model says
     * @param degrees how far the image was turned counter-clockwise, -180..180, before it was turned back
     * @param labels classes and their probabilities, the most likely first
     * @param parts of each part that a step was told to make an artifact of; absent where none was
     */
    public record Measures(
            Optional<Double> coverage,
            Optional<Box> bbox,
            Optional<Double> edgeSoftness,
            Optional<Double> uncertainty,
            Optional<Double> degrees,
            List<Label> labels,
            Optional<List<Part>> parts) {
        public static final Measures NONE = new Measures(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());

        public Measures {
            labels = labels == null ? List.of() : List.copyOf(labels);
            parts = parts.map(List::copyOf);
        }

        /** Where nothing was split. */
        public Measures(
                Optional<Double> coverage,
                Optional<Box> bbox,
                Optional<Double> edgeSoftness,
                Optional<Double> uncertainty,
                Optional<Double> degrees,
                List<Label> labels) {
            this(coverage, bbox, edgeSoftness, uncertainty, degrees, labels, Optional.empty());
        }
    }

    /**
     * One of the parts that a subject falls into; measures as of the whole.
     *
     * @param role of the artifact that shows it alone: {@code cutout-1}
     */
    public record Part(String role, double coverage, Optional<Box> bbox, Optional<Double> edgeSoftness) {}

    /** A class that the image may show; {@code probability} in 0..1. */
    public record Label(String label, double probability) {}

    /** Pixels, from the top left corner. */
    public record Box(int x, int y, int width, int height) {}

    /**
     * One model that took part.
     *
     * @param device {@code cpu} or {@code cuda:N}
     * @param batch images that shared the run with this one, this one counted; 1 where an earlier run is reused
     * @param acceleratorMillis this image's share of its runs, as if each image of a batch took as much; absent where an
     *     earlier run is reused, or an earlier program made the answer
     * @param trial why it was this version, where it was on trial: {@code canary}; a later program may know others; absent
     *     where it was the one that is served
     */
    public record ModelUse(
            String name,
            String version,
            String sha256,
            String device,
            int batch,
            Optional<Double> acceleratorMillis,
            Optional<String> trial) {
        /** Of the version that is served. */
        public ModelUse(
                String name,
                String version,
                String sha256,
                String device,
                int batch,
                Optional<Double> acceleratorMillis) {
            this(name, version, sha256, device, batch, acceleratorMillis, Optional.empty());
        }

        /** As it is told where its run is reused: its device was that run's, and it takes no time now. */
        public ModelUse reused() {
            return new ModelUse(name, version, sha256, device, 1, Optional.empty());
        }

        public ModelUse onTrial(String why) {
            return new ModelUse(name, version, sha256, device, batch, acceleratorMillis, Optional.of(why));
        }
    }

    /**
     * What an image took, for whoever pays for it.
     *
     * @param acceleratorMillis its share of the models' runs, all of them together
     * @param cpuMillis processor time of decoding, drawing and encoding; what runs models on a CPU is not counted here
     * @param bytesRead of the image and the objects it needed
     * @param bytesWritten of artifacts, without the sidecar
     */
    public record Cost(double acceleratorMillis, double cpuMillis, long bytesRead, long bytesWritten) {
        /** Of what an earlier run had made. */
        public static final Cost NONE = new Cost(0, 0, 0, 0);
    }

    /** Milliseconds of each stage, waiting for permits counted in; {@code queue} is the wait for a batch. */
    public record Timings(
            double fetchMillis,
            double decodeMillis,
            double queueMillis,
            double inferMillis,
            double renderMillis,
            double storeMillis) {
        public static final Timings NONE = new Timings(0, 0, 0, 0, 0, 0);
    }
}
