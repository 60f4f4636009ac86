package io.kirinuki.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.Blob;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.MinioStore;
import io.kirinuki.store.ObjectStore;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.List;
import javax.imageio.ImageIO;

/** The store as requesters use it: photos go up, artifacts are looked at. */
final class Shelf implements AutoCloseable {
    static final String PHOTOS = BadRequest.PHOTOS;

    private final MinioStore store;

    Shelf(Servers servers) {
        store = new MinioStore(servers.store());
    }

    ObjectRef put(String key, byte[] bytes) throws Exception {
        ObjectRef object = ObjectRef.of(PHOTOS, key);
        return store.put(object, "application/octet-stream", Blob.of(bytes)).orThrow();
    }

    void delete(ObjectRef object) throws Exception {
        ObjectRef unused = store.delete(object).orThrow();
    }

    boolean holds(ObjectRef object) throws Exception {
        return store.describe(object) instanceof Outcome.Done<ObjectStore.Description>;
    }

    /** Among the artifacts. */
    void putArtifact(String key, byte[] bytes) throws Exception {
        ObjectRef unused = store.put(
                        ObjectRef.of(TestWorker.ARTIFACTS, key), "application/octet-stream", Blob.of(bytes))
                .orThrow();
    }

    byte[] get(ObjectRef object) throws Exception {
        try (var open = store.open(object).orThrow()) {
            return open.read().orThrow();
        }
    }

    BufferedImage picture(ImageResult.Artifact artifact) throws Exception {
        return ImageIO.read(new ByteArrayInputStream(get(ObjectRef.of(artifact.bucket(), artifact.key()))));
    }

    /** Every artifact is there, whole, of that size, and the sidecar tells of it. */
    void assertComplete(ImageResult result, int width, int height) throws Exception {
        var sidecar = Json.MAPPER.readTree(get(result.sidecar()));
        assertThat(sidecar.get("fingerprint").asString()).isEqualTo(result.fingerprint());
        assertThat(Json.MAPPER.treeToValue(sidecar.get("artifacts"), ImageResult.Artifact[].class))
                .containsExactlyElementsOf(result.artifacts());
        for (ImageResult.Artifact artifact : result.artifacts()) {
            byte[] bytes = get(ObjectRef.of(artifact.bucket(), artifact.key()));
            assertThat((long) bytes.length).isEqualTo(artifact.bytes());
            assertThat(Blob.of(bytes).sha256()).isEqualTo(artifact.sha256());
            assertThat(List.of(artifact.width(), artifact.height())).containsExactly(width, height);
            if (!artifact.mediaType().startsWith("image/")) continue;
            BufferedImage picture = picture(artifact);
            assertThat(List.of(picture.getWidth(), picture.getHeight())).containsExactly(width, height);
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
