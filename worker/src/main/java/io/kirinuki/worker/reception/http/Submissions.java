package io.kirinuki.worker.reception.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.address.AddressConfig;
import io.kirinuki.image.Blob;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Reading;
import io.kirinuki.schema.RequestReader;
import io.kirinuki.worker.http.Call;
import io.kirinuki.worker.http.Form;
import io.kirinuki.worker.reception.Owner;
import io.kirinuki.worker.reception.Reception;
import io.kirinuki.worker.reception.http.Bodies.Body;
import io.kirinuki.worker.reception.http.Refusal.RefusedException;
import io.kirinuki.worker.reception.webhook.Webhooks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads calls of {@code POST /v1/images} as requests: a picture as the body or in a form, or a request that names one. What
 * the picture stands beside is written as in an event, and held to the same contract. Any thread.
 */
final class Submissions {
    private static final String OCTETS = "application/octet-stream";
    private static final String JSON = "application/json";
    static final List<String> PARAMETERS = List.of("pipeline", "parameters", "webhook");

    private final Reception reception;
    private final Bodies bodies;
    private final Optional<AddressConfig> calling;
    private final RequestReader reader = new RequestReader();

    /** @param calling who may be told of answers */
    Submissions(Reception reception, Bodies bodies, Optional<AddressConfig> calling) {
        this.calling = calling;
        this.reception = reception;
        this.bodies = bodies;
    }

    /** The submission is the caller's to close. */
    Submission read(Call call, Owner owner) throws RefusedException, FailedException, IOException {
        String mediaType = Bodies.mediaType(call);
        boolean form = mediaType.equals(Form.MULTIPART);
        boolean json = mediaType.equals(JSON);
        if (!form && !json && !mediaType.isEmpty() && !mediaType.equals(OCTETS) && !mediaType.startsWith("image/")) {
            throw Refusal.of(
                            415,
                            "MediaType",
                            "Content-Type: image/*, application/octet-stream, multipart/form-data or application/json"
                                    + " expected",
                            "Name the media type of the body, as curl does by itself with -F file=@photo.jpg.")
                    .thrown();
        }
        Body body = bodies.read(call, form);
        try {
            if (body.bytes().length() == 0) throw empty();
            if (form) return ofForm(call, owner, body);
            if (json) return ofEvent(call, object("the body", body.bytes().bytes()), body);
            return ofPicture(
                    Json.MAPPER.createObjectNode(),
                    call.parameter("name").orElse(""),
                    body.bytes(),
                    call::parameter,
                    owner,
                    body);
        } catch (RefusedException | FailedException | RuntimeException | Error e) {
            body.close();
            throw e;
        }
    }

    private static RefusedException empty() {
        return FailureTable.refusal(new Failure.Empty(ObjectRef.of("-", "-"))).thrown();
    }

    private Submission ofForm(Call call, Owner owner, Body body) throws RefusedException, FailedException {
        Form form;
        try {
            form = Form.read(
                    call.header("content-type").orElse(""), body.bytes().bytes());
        } catch (Form.UnreadableException broken) {
            throw invalid("the form cannot be read: " + broken.getMessage());
        }
        for (String name : form.fields().keySet()) {
            if (!name.equals("file") && !name.equals("request") && !PARAMETERS.contains(name)) {
                throw invalid("%s: no such field; there are file, request, %s"
                        .formatted(shown(name), String.join(", ", PARAMETERS)));
            }
        }
        Optional<Form.Field> file = form.field("file");
        if (file.isEmpty()) throw invalid("file: required but missing");
        if (file.get().content().length() == 0) throw empty();
        Optional<Form.Field> request = form.field("request");
        ObjectNode event = request.isPresent()
                ? object("request", request.get().content().bytes())
                : Json.MAPPER.createObjectNode();
        return ofPicture(
                event,
                file.get().fileName().orElse(""),
                file.get().content(),
                name -> form.field(name).map(Form.Field::text).or(() -> call.parameter(name)),
                owner,
                body);
    }

    private Submission ofPicture(
            ObjectNode event,
            String fileName,
            Blob picture,
            Function<String, Optional<String>> parameters,
            Owner owner,
            Body body)
            throws RefusedException, FailedException {
        if (event.has("source")) throw invalid("source: it is the picture that was sent; leave it out");
        ObjectRef place = reception.place(owner, fileName, picture);
        event.set("source", Json.MAPPER.valueToTree(place));
        return new Submission(
                request(event, parameters), List.of(new Submission.Upload(place, picture)), webhook(parameters), body);
    }

    private Submission ofEvent(Call call, ObjectNode event, Body body) throws RefusedException, FailedException {
        ImageRequest request = request(event, call::parameter);
        if (request.source() instanceof ObjectRef object && reception.isUpload(object)) {
            throw FailureTable.refusal(new Failure.OutOfReach("source", "an upload"))
                    .thrown();
        }
        return new Submission(request, List.of(), webhook(call::parameter), body);
    }

    private ImageRequest request(ObjectNode event, Function<String, Optional<String>> parameters)
            throws RefusedException, FailedException {
        Optional<String> pipeline = parameters.apply("pipeline");
        if (pipeline.isPresent()) set(event, "pipeline", Json.MAPPER.valueToTree(pipeline.get()));
        Optional<String> overrides = parameters.apply("parameters");
        if (overrides.isPresent())
            set(event, "parameters", object("parameters", overrides.get().getBytes(UTF_8)));
        ImageRequest request = switch (reader.readParsed(event)) {
            case Reading.Read(ImageRequest read) -> read;
            case Reading.Unreadable unreadable -> throw invalid(unreadable.problem());
        };
        if (request.alpha().filter(alpha -> reception.isUpload(alpha.object())).isPresent()) {
            throw FailureTable.refusal(new Failure.OutOfReach("alpha", "an upload"))
                    .thrown();
        }
        reception.check(request);
        return request;
    }

    private Optional<String> webhook(Function<String, Optional<String>> parameters) throws RefusedException {
        Optional<String> url = parameters.apply("webhook").map(String::strip);
        Optional<String> problem = url.flatMap(address -> Webhooks.refusal(calling, address));
        if (problem.isEmpty()) return url;
        throw Refusal.of(
                        403,
                        "WebhookRefused",
                        "webhook: " + problem.get(),
                        "Name an address of a host in kirinuki.http.webhooks.hosts, or ask for the answer.")
                .thrown();
    }

    private static void set(ObjectNode event, String field, JsonNode value) throws RefusedException {
        if (event.has(field) && !event.get(field).equals(value)) {
            throw invalid(field + ": the query and the request say otherwise; leave one of them out");
        }
        event.set(field, value);
    }

    private static ObjectNode object(String what, byte[] json) throws RefusedException {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
            if (Json.MAPPER.readTree(text) instanceof ObjectNode object) return object;
            throw invalid(what + ": a JSON object expected");
        } catch (CharacterCodingException | JacksonException e) {
            throw invalid(what + ": is no JSON in UTF-8");
        }
    }

    private static String shown(String name) {
        return name.length() > 60 ? name.substring(0, 60) + "…" : name;
    }

    static RefusedException invalid(String problem) {
        return FailureTable.refusal(new Failure.InvalidRequest(problem)).thrown();
    }
}
