package io.kirinuki.worker.reception.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.image.Blob;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageRemoval;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ImageResult.Artifact;
import io.kirinuki.schema.ImageResult.Box;
import io.kirinuki.schema.ImageSource;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Subject;
import io.kirinuki.schema.WebAddress;
import io.kirinuki.worker.http.Call;
import io.kirinuki.worker.http.Form;
import io.kirinuki.worker.http.Reply;
import io.kirinuki.worker.reception.Answered;
import io.kirinuki.worker.reception.Owner;
import io.kirinuki.worker.reception.Reception;
import io.kirinuki.worker.reception.http.Bodies.Body;
import io.kirinuki.worker.reception.http.Orders.Order;
import io.kirinuki.worker.reception.http.Refusal.RefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST /v1.0/removebg}, for programs that were written for remove.bg's: they change the address, and nothing else. What
 * they ask for becomes a request as any other. Any thread.
 */
final class RemoveBgDoor {
    private static final String JSON = "application/json";

    private final Gate gate;
    private final Reception reception;
    private final Bodies bodies;
    private final Orders orders;
    private final AnswerReplies replies;
    private final Duration patience;

    RemoveBgDoor(
            Gate gate, Reception reception, Bodies bodies, Orders orders, AnswerReplies replies, Duration patience) {
        this.gate = gate;
        this.reception = reception;
        this.bodies = bodies;
        this.orders = orders;
        this.replies = replies;
        this.patience = patience;
    }

    Reply post(Call call) throws IOException, InterruptedException {
        try {
            return answer(call);
        } catch (RemoveBgRefusal refusal) {
            return RemoveBgErrors.reply(400, refusal.code(), refusal.getMessage());
        } catch (RefusedException refused) {
            return RemoveBgErrors.reply(refused.refusal());
        } catch (FailedException failed) {
            return RemoveBgErrors.reply(FailureTable.refusal(failed.failure()));
        }
    }

    private Reply answer(Call call)
            throws RemoveBgRefusal, RefusedException, FailedException, IOException, InterruptedException {
        Owner owner = gate.owner(call);
        gate.pay(owner);
        try (Gate.Place place = gate.place();
                Body body = bodies.readEncoded(call)) {
            Asked asked = asked(owner, fields(call, body.bytes().bytes()));
            Submission submission = new Submission(asked.request(), asked.uploads(), Optional.empty(), body);
            Order order = orders.place(call, owner, submission, patience);
            Optional<Answered> answered = ImagesDoor.await(order.answer(), patience);
            if (answered.isEmpty()) throw ImagesDoor.late(patience).thrown();
            return switch (answered.get().answer()) {
                case ImageFailure failure -> throw FailureTable.refusal(failure).thrown();
                case ImageResult result -> reply(call, result, asked.plan());
                // A door asks for pictures alone.
                case ImageRemoval removal -> throw new IllegalStateException("no picture: " + removal);
            };
        }
    }

    /** What came, by field: texts, and files. */
    private record Fields(Map<RemoveBgField, String> texts, Map<RemoveBgField, Form.Field> files) {
        boolean has(RemoveBgField field) {
            return files.containsKey(field)
                    ? files.get(field).content().length() > 0
                    : !texts.getOrDefault(field, "").isBlank();
        }
    }

    private static Fields fields(Call call, byte[] body) throws RemoveBgRefusal {
        Fields fields = new Fields(new EnumMap<>(RemoveBgField.class), new EnumMap<>(RemoveBgField.class));
        String mediaType = Bodies.mediaType(call);
        if (mediaType.equals(JSON)) {
            ofJson(body, fields);
            return fields;
        }
        if (!mediaType.equals(Form.MULTIPART) && !mediaType.equals(Form.ENCODED)) {
            throw new RemoveBgRefusal(
                    "invalid_content_type",
                    "multipart/form-data, application/x-www-form-urlencoded or application/json expected");
        }
        try {
            for (var each : Form.read(call.header("content-type").orElse(""), body)
                    .fields()
                    .entrySet()) {
                RemoveBgField field = field(each.getKey());
                Form.Field value = each.getValue().getFirst();
                if (field == RemoveBgField.IMAGE_FILE || field == RemoveBgField.BG_IMAGE_FILE) {
                    fields.files().put(field, value);
                } else {
                    fields.texts().put(field, value.text());
                }
            }
        } catch (Form.UnreadableException broken) {
            throw new RemoveBgRefusal("invalid_form", "the form cannot be read: " + broken.getMessage());
        }
        return fields;
    }

    private static void ofJson(byte[] body, Fields fields) throws RemoveBgRefusal {
        try {
            JsonNode root = Json.MAPPER.readTree(body);
            if (!root.isObject()) throw new RemoveBgRefusal("invalid_json", "a JSON object expected");
            for (var each : root.properties()) {
                RemoveBgField field = field(each.getKey());
                if (each.getValue().isValueNode() && !each.getValue().isNull()) {
                    fields.texts().put(field, each.getValue().asString());
                }
            }
        } catch (JacksonException broken) {
            throw new RemoveBgRefusal("invalid_json", "the body is no JSON");
        }
    }

    /** One that nobody knows could change the picture. */
    private static RemoveBgField field(String name) throws RemoveBgRefusal {
        return RemoveBgField.of(name)
                .orElseThrow(() -> new RemoveBgRefusal(
                        "unknown_field",
                        "%s: no such field is known here"
                                .formatted(name.length() > 60 ? name.substring(0, 60) + "…" : name)));
    }

    private record Asked(ImageRequest request, List<Submission.Upload> uploads, RemoveBgPlan plan) {}

    private Asked asked(Owner owner, Fields fields) throws RemoveBgRefusal, RefusedException, FailedException {
        List<RemoveBgField> sources =
                RemoveBgField.SOURCES.stream().filter(fields::has).toList();
        if (sources.isEmpty()) {
            throw new RemoveBgRefusal(
                    "missing_source", "image_file, image_file_b64 or image_url: one of them expected");
        }
        if (sources.size() > 1) {
            throw new RemoveBgRefusal(
                    "multiple_sources", "image_file, image_file_b64, image_url: one of them, not more");
        }
        List<Submission.Upload> uploads = new ArrayList<>();
        Optional<PixelSize> size = Optional.empty();
        ImageSource source;
        if (sources.getFirst() == RemoveBgField.IMAGE_URL) {
            source = address(fields.texts().get(RemoveBgField.IMAGE_URL).strip());
        } else {
            Submission.Upload photo = upload(owner, sources.getFirst(), fields);
            uploads.add(photo);
            source = photo.place();
            size = size(photo.picture());
        }
        Optional<ObjectRef> ground = Optional.empty();
        if (fields.has(RemoveBgField.BG_IMAGE_FILE)) {
            Submission.Upload picture = upload(owner, RemoveBgField.BG_IMAGE_FILE, fields);
            uploads.add(picture);
            ground = Optional.of(picture.place());
        }
        RemoveBgPlan plan = RemoveBgPlan.of(fields.texts(), size, ground);
        ImageRequest request = new ImageRequest(
                Optional.empty(),
                source,
                Optional.empty(),
                operations(plan),
                Map.of(),
                ImageRequest.Output.DEFAULT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                plan.roi().map(roi -> new Subject(Optional.empty(), Optional.empty(), Optional.of(roi))));
        reception.check(request);
        return new Asked(request, uploads, plan);
    }

    private static WebAddress address(String url) throws RemoveBgRefusal {
        try {
            return new WebAddress(url);
        } catch (IllegalArgumentException e) {
            throw new RemoveBgRefusal("invalid_image_url", "image_url: " + e.getMessage());
        }
    }

    private Submission.Upload upload(Owner owner, RemoveBgField field, Fields fields)
            throws RemoveBgRefusal, RefusedException {
        Form.Field file = fields.files().get(field);
        Blob picture = file == null ? decoded(fields.texts().get(field)) : file.content();
        if (picture.length() > bodies.most().bytes()) throw bodies.tooLarge();
        String name = file == null ? "" : file.fileName().orElse("");
        return new Submission.Upload(reception.place(owner, name, picture), picture);
    }

    /** Also as a data URL, and with lines. */
    private static Blob decoded(String text) throws RemoveBgRefusal {
        String base64 = text.substring(text.startsWith("data:") ? text.indexOf(',') + 1 : 0);
        try {
            return Blob.of(Base64.getMimeDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw RemoveBgRefusal.of(RemoveBgField.IMAGE_FILE_B64, "is no Base64");
        }
    }

    /** What is no picture is refused by the worker, in its own words. */
    private static Optional<PixelSize> size(Blob picture) {
        return HeaderProbe.probe(picture.bytes()) instanceof Outcome.Done<ImageHeader>(ImageHeader header)
                ? Optional.of(header.upright())
                : Optional.empty();
    }

    private static List<Map<String, Map<String, JsonNode>>> operations(RemoveBgPlan plan) {
        List<Map<String, Map<String, JsonNode>>> operations = new ArrayList<>();
        for (Map<String, Map<String, Object>> step : plan.operations()) {
            Map<String, Map<String, JsonNode>> operation = new LinkedHashMap<>();
            step.forEach((name, parameters) -> {
                Map<String, JsonNode> values = new LinkedHashMap<>();
                parameters.forEach((parameter, value) -> values.put(parameter, Json.MAPPER.valueToTree(value)));
                operation.put(name, values);
            });
            operations.add(operation);
        }
        return operations;
    }

    private Reply reply(Call call, ImageResult result, RemoveBgPlan plan)
            throws RemoveBgRefusal, RefusedException, InterruptedException {
        if (result.measures().bbox().isEmpty()) {
            throw new RemoveBgRefusal(
                    "unknown_foreground", "no foreground was found; send a picture with a subject that stands out");
        }
        Artifact file = result.artifacts().stream()
                .filter(each -> each.role().equals(plan.artifact()))
                .findFirst()
                .orElseThrow();
        Optional<Box> box = plan.photoSized() ? Optional.of(foreground(result, file)) : Optional.empty();
        Reply reply = call.accepts(JSON)
                ? Reply.whole(200, JSON, Blob.of(Json.MAPPER.writeValueAsBytes(data(replies.bytes(file), box))))
                : replies.file(file, false);
        Reply headed = reply.with("X-Type", "other")
                .with("X-Width", Integer.toString(file.width()))
                .with("X-Height", Integer.toString(file.height()))
                .with("X-Credits-Charged", "0");
        if (box.isEmpty()) return headed;
        return headed.with("X-Foreground-Top", Integer.toString(box.get().y()))
                .with("X-Foreground-Left", Integer.toString(box.get().x()))
                .with("X-Foreground-Width", Integer.toString(box.get().width()))
                .with("X-Foreground-Height", Integer.toString(box.get().height()));
    }

    /** In pixels of the picture that is given. */
    private static Box foreground(ImageResult result, Artifact file) {
        Box box = result.measures().bbox().orElseThrow();
        double across = (double) file.width() / result.source().width();
        double down = (double) file.height() / result.source().height();
        return new Box(
                (int) Math.round(box.x() * across),
                (int) Math.round(box.y() * down),
                (int) Math.round(box.width() * across),
                (int) Math.round(box.height() * down));
    }

    private static Map<String, Object> data(byte[] picture, Optional<Box> box) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("result_b64", new String(Base64.getEncoder().encode(picture), UTF_8));
        box.ifPresent(found -> {
            data.put("foreground_top", found.y());
            data.put("foreground_left", found.x());
            data.put("foreground_width", found.width());
            data.put("foreground_height", found.height());
        });
        return Map.of("data", data);
    }
}
