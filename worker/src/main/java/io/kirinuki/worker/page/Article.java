package io.kirinuki.worker.page;

import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageRemoval;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ImageResult.Artifact;
import io.kirinuki.schema.ObjectRef;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An answer as the page's script reads it. All strings are the requesters' own and hostile until proven otherwise: the
 * script sets them as text.
 */
record Article(
        long number,
        String request,
        Instant at,
        Optional<String> source,
        Optional<String> pipeline,
        boolean doubtful,
        int attempt,
        Optional<Done> done,
        Optional<Failed> failed) {
    /**
     * @param after number of the artifact that shows what was made; absent where none is a picture
     * @param millis by stage, in the order of the journey
     */
    record Done(
            int width,
            int height,
            long bytes,
            String format,
            Optional<Integer> after,
            List<File> files,
            List<Model> models,
            Map<String, Double> millis,
            boolean reused,
            Optional<Double> uncertainty,
            Optional<Double> degrees,
            List<ImageResult.Label> labels) {}

    record File(String role, String mediaType, long bytes, int width, int height) {}

    record Model(String name, String version, String device, int batch) {}

    record Failed(String name, String fate, String message, String advice) {}

    /** The first of these that is a picture is shown; else the first picture. */
    private static final List<String> ROLES = List.of("cutout", "overlay", "rotate", "matte", "mask");

    static Article of(Seen seen) {
        ImageAnswer answer = seen.answer();
        return switch (answer) {
            case ImageResult result ->
                new Article(
                        seen.number(),
                        result.requestId(),
                        result.finishedAt(),
                        Optional.of(named(
                                result.source().url(),
                                result.source().bucket(),
                                result.source().key(),
                                result.source().versionId())),
                        Optional.of(result.pipeline()),
                        seen.doubtful(),
                        result.attempt(),
                        Optional.of(done(result)),
                        Optional.empty());
            case ImageFailure failure ->
                new Article(
                        seen.number(),
                        failure.requestId(),
                        failure.failedAt(),
                        failure.source()
                                .map(source -> named(source.url(), source.bucket(), source.key(), source.versionId())),
                        failure.pipeline(),
                        seen.doubtful(),
                        failure.attempt(),
                        Optional.empty(),
                        Optional.of(new Failed(
                                failure.failure().name(),
                                failure.failure().fate(),
                                failure.failure().message(),
                                Advice.of(failure.failure()))));
            case ImageRemoval removal -> throw new IllegalArgumentException("no picture: " + removal);
        };
    }

    private static String named(Optional<String> url, String bucket, String key, Optional<String> versionId) {
        return url.orElseGet(() -> new ObjectRef(bucket, key, versionId).toString());
    }

    private static Done done(ImageResult result) {
        ImageResult.Timings timings = result.timings();
        Map<String, Double> millis = new LinkedHashMap<>();
        millis.put("fetch", timings.fetchMillis());
        millis.put("decode", timings.decodeMillis());
        millis.put("queue", timings.queueMillis());
        millis.put("infer", timings.inferMillis());
        millis.put("render", timings.renderMillis());
        millis.put("store", timings.storeMillis());
        return new Done(
                result.source().width(),
                result.source().height(),
                result.source().bytes(),
                result.source().format(),
                shown(result.artifacts()),
                result.artifacts().stream()
                        .map(file -> new File(file.role(), file.mediaType(), file.bytes(), file.width(), file.height()))
                        .toList(),
                result.models().stream()
                        .map(model -> new Model(model.name(), model.version(), model.device(), model.batch()))
                        .toList(),
                millis,
                result.reused().orElse(false),
                result.measures().uncertainty(),
                result.measures().degrees(),
                result.measures().labels().stream().limit(3).toList());
    }

    private static Optional<Integer> shown(List<Artifact> artifacts) {
        List<Integer> pictures = IntStream.range(0, artifacts.size())
                .filter(i -> artifacts.get(i).mediaType().startsWith("image/"))
                .boxed()
                .toList();
        for (String role : ROLES) {
            for (int i : pictures) if (artifacts.get(i).role().equals(role)) return Optional.of(i);
        }
        return pictures.stream().findFirst();
    }
}
