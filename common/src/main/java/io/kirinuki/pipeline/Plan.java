package io.kirinuki.pipeline;

import io.kirinuki.image.Blob;
import io.kirinuki.operation.Operation;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A request resolved: what will be done, with which models, and the name of that.
 *
 * @param fingerprint 16 hex digits over operations, parameters, their code revisions, and the models' identities: the same
 *     source and fingerprint give the same pixels
 */
record Plan(List<Operation> operations, String fingerprint) {
    /** Raised when decoding or resizing come to give other pixels. */
    private static final int DECODE_REVISION = 1;

    static Plan of(ImageRequest request, Pipelines pipelines, Map<String, ServedModel> models) throws FailedException {
        List<Operation> operations = pipelines.resolve(request);
        StringBuilder identity = new StringBuilder("decode@" + DECODE_REVISION);
        for (Operation operation : operations) {
            identity.append('\n').append(operation.identity());
            for (String name : operation.models()) {
                ServedModel model = models.get(name);
                if (model == null) {
                    throw new FailedException(new Failure.InvalidRequest(
                            "model: this worker serves no model \"%s\", but %s".formatted(name, models.keySet())));
                }
                identity.append('\n').append(name).append('=').append(model.identity());
            }
        }
        String digest =
                Blob.of(identity.toString().getBytes(StandardCharsets.UTF_8)).sha256();
        return new Plan(operations, digest.substring(0, 16));
    }
}
