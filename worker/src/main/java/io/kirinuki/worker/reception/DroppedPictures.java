package io.kirinuki.worker.reception;

import io.kirinuki.image.ByteSize;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.pipeline.Pipelines;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.worker.page.Drops;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Pictures that a visitor drops on the demo's page: they come in as by the HTTP door, and their answers are seen on the page,
 * which sees all. Any thread.
 */
public final class DroppedPictures implements Drops {
    private static final ByteSize MOST = ByteSize.mebibytes(32);
    private static final Owner VISITOR = new Owner("page");
    private static final List<String> OFFERED =
            List.of("cutout", "cutout-with-mask", "matte", "mask", "trim-background", "car-mask", "deskew");
    private static final Set<String> WITH_BACKGROUND = Set.of("cutout", "cutout-with-mask", "matte");

    private final Reception reception;
    private final List<Choice> choices;

    /** @param served models; pipelines that ask others are not offered */
    public DroppedPictures(Reception reception, Pipelines pipelines, Set<String> served) {
        this.reception = reception;
        Map<String, Set<String>> asked = pipelines.models();
        this.choices = OFFERED.stream()
                .filter(name -> asked.entrySet().stream()
                        .filter(each -> each.getKey().startsWith(name + "@"))
                        .allMatch(each -> served.containsAll(each.getValue())))
                .map(name -> new Choice(
                        name, pipelines.descriptions().getOrDefault(name, ""), WITH_BACKGROUND.contains(name)))
                .toList();
    }

    @Override
    public List<Choice> choices() {
        return choices;
    }

    @Override
    public ByteSize most() {
        return MOST;
    }

    @Override
    public Outcome<String> drop(Dropped dropped) throws InterruptedException {
        return Outcome.of(() -> {
            Ticket ticket = reception.ticket(VISITOR);
            ObjectRef photo = reception.place(VISITOR, dropped.name(), dropped.picture());
            reception.put(photo, dropped.picture());
            ImageRequest request = new ImageRequest(
                    Optional.of(ticket.id()),
                    photo,
                    Optional.of(dropped.pipeline()),
                    List.of(),
                    parameters(dropped),
                    ImageRequest.Output.DEFAULT,
                    Optional.empty(),
                    Optional.empty());
            reception.send(ticket, request, Map.of());
            return ticket.id();
        });
    }

    private static Map<String, Map<String, JsonNode>> parameters(Dropped dropped) {
        if (!WITH_BACKGROUND.contains(dropped.pipeline())) return Map.of();
        return dropped.background()
                .map(colour ->
                        Map.of("cutout", Map.<String, JsonNode>of("background", Json.MAPPER.valueToTree(colour))))
                .orElse(Map.of());
    }
}
