package io.kirinuki.evaluation.change;

import io.kirinuki.evaluation.change.Rendition.Layer;
import io.kirinuki.evaluation.change.Rendition.Model;
import io.kirinuki.evaluation.change.Rendition.Source;
import io.kirinuki.image.PixelSize;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ImageResult.Artifact;
import io.kirinuki.schema.ImageSource;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.WebAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Makes {@link Rendition}s of results; what many of them say, such as their models, they share. Owned by one thread. */
public final class Renditions {
    /** Steps that give alpha, as the pipelines that come with the worker call them; of the others it is tried. */
    private static final List<String> ROLES = List.of("mask", "matte", "cutout");

    private static final Set<String> GREY = Set.of("mask", "matte");
    private static final Set<String> WITH_ALPHA = Set.of("image/png", "image/webp");

    private final Map<Object, Object> pool = new HashMap<>();

    public Rendition of(ImageResult result) {
        ImageResult.Source read = result.source();
        ImageSource object = read.url()
                .<ImageSource>map(WebAddress::new)
                .orElseGet(() -> new ObjectRef(shared(read.bucket()), read.key(), read.versionId()));
        return new Rendition(
                new Source(object, version(result)),
                shared(result.fingerprint()),
                layers(result.artifacts()),
                result.measures().uncertainty(),
                result.measures().labels().stream()
                        .map(each -> shared(each.label()))
                        .findFirst(),
                result.measures().degrees(),
                shared(result.models().stream()
                        .map(use -> new Model(use.name(), use.version(), use.sha256()))
                        .distinct()
                        .toList()));
    }

    /** Of an address, whose host may say nothing of a version, the name that its artifacts' folder bears. */
    private static String version(ImageResult result) {
        ImageResult.Source read = result.source();
        String folder = result.sidecar().key();
        return read.url().isEmpty()
                ? read.versionId().orElse(read.etag())
                : folder.substring(folder.lastIndexOf('@') + 1);
    }

    private List<Layer> layers(List<Artifact> artifacts) {
        List<Layer> known = ROLES.stream()
                .flatMap(role -> artifacts.stream().filter(one -> one.role().equals(role)))
                .filter(one -> one.mediaType().startsWith("image/"))
                .map(this::layer)
                .toList();
        if (!known.isEmpty()) return known;
        Stream<Artifact> others = artifacts.stream().filter(one -> WITH_ALPHA.contains(one.mediaType()));
        return others.limit(1).map(this::layer).toList();
    }

    private Layer layer(Artifact artifact) {
        ObjectRef object = ObjectRef.of(shared(artifact.bucket()), artifact.key());
        PixelSize size = shared(new PixelSize(artifact.width(), artifact.height()));
        return new Layer(shared(artifact.role()), GREY.contains(artifact.role()), object, artifact.sha256(), size);
    }

    @SuppressWarnings("unchecked") // equal things are of one type
    private <T> T shared(T thing) {
        return (T) pool.computeIfAbsent(thing, same -> same);
    }
}
