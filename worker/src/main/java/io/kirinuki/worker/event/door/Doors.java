package io.kirinuki.worker.event.door;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Reading;
import io.kirinuki.schema.RequestReader;
import io.kirinuki.worker.ledger.Intake;
import io.kirinuki.worker.ledger.LedgerEntry;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import tools.jackson.databind.JsonNode;

/**
 * The ways in which a record may ask for something, told apart by its headers and its value: an {@link ImageRequest};
 * one inside a CloudEvent; a notification of a store, alone or inside a CloudEvent, for which {@link Rules} say what to do;
 * each of them behind a schema registry's frame or not, and in what queues and connectors wrap it in.
 *
 * <p>A notification of several events is taken apart, and each event goes its own way. What cannot be read goes the way
 * of every other record, to be answered and buried as it came.
 *
 * <p>Threads: any. Failures: none is thrown, whatever the bytes.
 */
public final class Doors implements Intake {
    private static final int LONGEST_ID = 1024; // the schema's own limit

    private final RequestReader reader = new RequestReader();
    private final Rules rules;
    private final DoorListener listener;

    public Doors(Rules rules, DoorListener listener) {
        this.rules = rules;
        this.listener = listener;
    }

    @Override
    public List<Share> shares(Record<byte[], byte[]> record) {
        if (record.value() == null) {
            listener.ignored(Ignored.TOMBSTONE);
            return List.of();
        }
        List<Share> whole = List.of(new Share(Optional.empty(), record.value()));
        if (!(Envelope.open(record.headers(), record.value()) instanceof Envelope.Open open)) return whole;
        Optional<Notification> notification = Notification.in(open.body());
        return notification.isPresent() ? shares(open, notification.get(), whole) : whole;
    }

    private List<Share> shares(Envelope.Open open, Notification notification, List<Share> whole) {
        if (notification.test()) listener.ignored(Ignored.TEST_EVENT);
        List<JsonNode> events = notification.events();
        List<Share> shares = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            Optional<Ignored> reason = ignored(events.get(i));
            if (reason.isPresent()) {
                listener.ignored(reason.get());
            } else if (events.size() == 1) {
                return whole;
            } else {
                notification.narrow(events.get(i));
                shares.add(new Share(Optional.of(i), open.close()));
            }
        }
        return shares;
    }

    private Optional<Ignored> ignored(JsonNode event) {
        return switch (StoreEvent.of(event)) {
            case StoreEvent.Other(Ignored reason) -> Optional.of(reason);
            case StoreEvent.Created created -> rules.ignored(created);
            case StoreEvent.Removed removed -> rules.ignored(removed);
            case StoreEvent.Malformed malformed -> Optional.empty();
        };
    }

    /** Reads what {@link #shares} let in. */
    public Asked read(LedgerEntry entry) {
        Headers headers = entry.originalHeaders();
        return switch (Envelope.open(headers, entry.value().orElse(null))) {
            case Envelope.NotJson(byte[] payload) -> Asked.plain(reader.read(payload), trace(headers, Map.of()));
            case Envelope.Sealed(String problem, var attributes) ->
                Asked.plain(
                        Asked.named(Asked.unreadable(problem), id(attributes), Optional.empty()),
                        trace(headers, attributes));
            case Envelope.Open(var attributes, JsonNode body, var root, var frame) -> {
                var trace = trace(headers, attributes);
                yield Notification.in(body)
                        .map(notification -> notified(notification, trace))
                        .orElseGet(() -> Asked.plain(
                                Asked.named(reader.readParsed(body), id(attributes), expiry(attributes)), trace));
            }
        };
    }

    private Asked notified(Notification notification, Optional<TraceContext> trace) {
        if (notification.events().size() != 1) return Asked.plain(Asked.unreadable("Records: one expected"), trace);
        return switch (StoreEvent.of(notification.events().getFirst())) {
            case StoreEvent.Created created ->
                new Asked(
                        rules.request(created).map(this::checked).orElseGet(() -> nobodyAsks(created.object())),
                        created.sequencer(),
                        trace,
                        List.of());
            case StoreEvent.Removed removed -> removed(removed, trace);
            case StoreEvent.Malformed(String problem) -> Asked.plain(Asked.unreadable(problem), trace);
            case StoreEvent.Other(Ignored reason) ->
                Asked.plain(Asked.unreadable("the event asks for nothing: " + reason), trace);
        };
    }

    /** What a store tells is held to the same contract. */
    private Reading checked(ImageRequest request) {
        return reader.readParsed(Json.MAPPER.valueToTree(request));
    }

    private Asked removed(StoreEvent.Removed event, Optional<TraceContext> trace) {
        List<ImageRequest.Output> cleared = rules.cleared(event);
        return cleared.isEmpty()
                ? Asked.plain(nobodyAsks(event.object()), trace)
                : new Asked(checked(removal(event.object())), event.sequencer(), trace, cleared);
    }

    private static ImageRequest removal(ObjectRef object) {
        return new ImageRequest(
                Optional.empty(),
                object,
                Optional.of(Asked.REMOVAL),
                List.of(),
                Map.of(),
                ImageRequest.Output.DEFAULT,
                Optional.empty(),
                Optional.empty());
    }

    /** The rules were others when the event was let in. Its object is named where an answer can carry it on. */
    private Reading nobodyAsks(ObjectRef of) {
        Reading.Unreadable told = Asked.unreadable("no rule of kirinuki.doors.rules is for %s any more".formatted(of));
        JsonNode object = Json.MAPPER.createObjectNode().set("source", Json.MAPPER.valueToTree(of));
        return reader.readParsed(object) instanceof Reading.Unreadable named
                ? new Reading.Unreadable(told.problem(), named.source(), Optional.empty(), Optional.empty())
                : told;
    }

    private static Optional<String> id(Map<String, String> attributes) {
        return Optional.ofNullable(attributes.get("id"))
                .filter(id -> !id.isBlank() && id.length() <= LONGEST_ID)
                .filter(id -> UTF_8.newEncoder().canEncode(id));
    }

    /** The CloudEvent's extension of that name; what is no time is none. */
    private static Optional<Instant> expiry(Map<String, String> attributes) {
        try {
            return Optional.ofNullable(attributes.get("expirytime"))
                    .map(text -> OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** The record's own headers, else the CloudEvent's extension of distributed tracing. */
    private static Optional<TraceContext> trace(Headers headers, Map<String, String> attributes) {
        Optional<String> parent = TextHeaders.text(headers, TraceContext.PARENT);
        return parent.isPresent()
                ? TraceContext.of(parent, TextHeaders.text(headers, TraceContext.STATE))
                : TraceContext.of(
                        Optional.ofNullable(attributes.get(TraceContext.PARENT)),
                        Optional.ofNullable(attributes.get(TraceContext.STATE)));
    }
}
