package io.kirinuki.pipeline;

import io.kirinuki.image.Blob;
import io.kirinuki.operation.Operation;
import io.kirinuki.operation.Operations;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ObjectRef;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A request resolved: what will be done, with which models.
 *
 * @param models that operations ask
 * @param objects that operations need beside the image
 * @param alpha that the request brings along
 * @param subject that the request means
 * @param identity of operations, parameters, their code revisions, and models
 */
record Plan(
        List<Operation> operations,
        List<ServedModel> models,
        List<Wanted> objects,
        Optional<BroughtAlpha> alpha,
        Optional<ChosenSubject> subject,
        String identity) {
    /** Raised when decoding or resizing come to give other pixels. */
    private static final int DECODE_REVISION = 2;

    static Plan of(ImageRequest request, Pipelines pipelines, Map<String, ServedModel> models) throws FailedException {
        List<Operation> operations = pipelines.resolve(request);
        Optional<BroughtAlpha> alpha = request.alpha().map(BroughtAlpha::new);
        Optional<ChosenSubject> subject = request.subject().map(ChosenSubject::new);
        List<String> identity = before(alpha, subject).collect(Collectors.toCollection(ArrayList::new));
        List<SortedSet<String>> asked = Operations.models(operations, alpha.isPresent());
        List<ServedModel> served = new ArrayList<>();
        for (int step = 0; step < operations.size(); step++) {
            identity.add(operations.get(step).identity());
            for (String name : asked.get(step)) {
                ServedModel model = models.get(name);
                if (model == null) {
                    throw new FailedException(new Failure.InvalidRequest(
                            "model: this worker serves no model \"%s\", but %s".formatted(name, models.keySet())));
                }
                identity.add(name + '=' + model.identity());
                served.add(model);
            }
        }
        return new Plan(operations, served, objects(operations, alpha), alpha, subject, String.join("\n", identity));
    }

    /** What the operations go by. */
    private static Stream<String> before(Optional<BroughtAlpha> alpha, Optional<ChosenSubject> subject) {
        return Stream.of(
                        Stream.of("decode@" + DECODE_REVISION),
                        alpha.map(BroughtAlpha::identity).stream(),
                        subject.map(ChosenSubject::identity).stream())
                .flatMap(said -> said);
    }

    /** Each once, named by the first parameter that names it; the alpha comes last, and by itself, for it is no photo. */
    private static List<Wanted> objects(List<Operation> operations, Optional<BroughtAlpha> alpha) {
        Map<ObjectRef, Wanted> objects = new LinkedHashMap<>();
        for (Operation operation : operations) {
            operation
                    .objects()
                    .forEach((field, object) -> objects.putIfAbsent(object, new Wanted(object, Optional.of(field))));
        }
        return Stream.concat(objects.values().stream(), alpha.map(BroughtAlpha::wanted).stream())
                .toList();
    }

    /** Fails where a device that it needs is out. */
    void refuseOutage() throws FailedException {
        for (ServedModel model : models) {
            Optional<Failure> outage = model.batcher().refusal();
            if (outage.isPresent()) throw new FailedException(outage.get());
        }
    }

    /** Native memory of one image, bytes for each of its pixels. */
    int bytesPerPixel() {
        return Limits.NATIVE_BYTES_PER_PIXEL
                + (alpha.isPresent() ? BroughtAlpha.BYTES_PER_PIXEL : 0)
                + subject.map(ChosenSubject::bytesPerPixel).orElse(0)
                + operations.stream().mapToInt(Operation::bytesPerPixel).sum();
    }

    /**
     * 16 hex digits: the same source and fingerprint give the same pixels.
     *
     * @param versions of the {@link #objects} as they were read, in their order
     */
    String fingerprint(List<String> versions) {
        return digest(identity, versions);
    }

    /** Likewise, but the same whatever versions of the models served it. */
    String work(List<String> versions) {
        return digest(
                Stream.concat(before(alpha, subject), operations.stream().map(Operation::identity))
                        .collect(Collectors.joining("\n")),
                versions);
    }

    private static String digest(String of, List<String> versions) {
        String all = versions.isEmpty() ? of : of + '\n' + String.join("\n", versions);
        return Blob.of(all.getBytes(StandardCharsets.UTF_8)).sha256().substring(0, 16);
    }
}
