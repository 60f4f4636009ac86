package io.kirinuki.worker.reception.http;

import io.kirinuki.image.Blob;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.worker.event.JobHeaders;
import io.kirinuki.worker.http.Call;
import io.kirinuki.worker.reception.Answered;
import io.kirinuki.worker.reception.Claims.Claim;
import io.kirinuki.worker.reception.Owner;
import io.kirinuki.worker.reception.Reception;
import io.kirinuki.worker.reception.Standing;
import io.kirinuki.worker.reception.Ticket;
import io.kirinuki.worker.reception.http.Refusal.RefusedException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Sends what callers ask for, once for each {@code Idempotency-Key}. Any thread. */
final class Orders {
    /**
     * What was sent, now or before.
     *
     * @param answer never ends where nobody waits for it
     */
    record Order(Ticket ticket, CompletableFuture<Answered> answer) {}

    private static final String IDEMPOTENCY_KEY = "idempotency-key";
    private static final int MOST_KEY = 255;
    private static final List<String> TRACE = List.of("traceparent", "tracestate");
    /** An answer that comes in the last moment is still worth keeping. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Reception reception;

    Orders(Reception reception) {
        this.reception = reception;
    }

    /** @param patience of who waits for the answer; zero: nobody does */
    Order place(Call call, Owner owner, Submission submission, Duration patience)
            throws RefusedException, FailedException, InterruptedException {
        Optional<String> key = call.header(IDEMPOTENCY_KEY).map(String::strip);
        if (key.isEmpty()) return send(call, reception.ticket(owner), submission, patience);
        if (key.get().isEmpty() || key.get().length() > MOST_KEY) {
            throw Submissions.invalid("Idempotency-Key: 1 to %d characters expected".formatted(MOST_KEY));
        }
        String asked = Blob.of(Json.MAPPER.writeValueAsBytes(List.of(
                        Json.MAPPER.valueToTree(submission.request()),
                        submission.webhook().orElse(""))))
                .sha256();
        return switch (reception.claim(owner, key.get(), asked)) {
            case Claim.First(Ticket ticket) -> send(call, ticket, submission, patience);
            case Claim.Again(Ticket ticket) -> again(call, owner, ticket, submission, patience, asked);
            case Claim.Other other ->
                throw Refusal.of(
                                422,
                                "IdempotencyKeyReused",
                                "Idempotency-Key: it stands for another request",
                                "Use a new key for each request, and the same key to ask for the same again.")
                        .thrown();
        };
    }

    private Order again(Call call, Owner owner, Ticket ticket, Submission submission, Duration patience, String asked)
            throws FailedException, InterruptedException {
        return switch (reception.find(ticket)) {
            case Standing.Done(Answered answered) -> new Order(ticket, CompletableFuture.completedFuture(answered));
            case Standing.Owed owed -> new Order(ticket, expected(ticket, patience));
            // Who made the claim died before it was sent; of several who find that out one sends it.
            case Standing.Unknown lost ->
                reception.claim(owner, "lost " + ticket.id(), asked) instanceof Claim.First
                        ? send(call, ticket, submission, patience)
                        : new Order(ticket, expected(ticket, patience));
        };
    }

    private CompletableFuture<Answered> expected(Ticket ticket, Duration patience) throws FailedException {
        return patience.isZero() ? new CompletableFuture<>() : reception.expect(ticket, patience.plus(GRACE));
    }

    private Order send(Call call, Ticket ticket, Submission submission, Duration patience)
            throws FailedException, InterruptedException {
        CompletableFuture<Answered> answer = expected(ticket, patience);
        for (Submission.Upload upload : submission.uploads()) reception.put(upload.place(), upload.picture());
        submission.close();
        if (!patience.isZero()) reception.ready();
        Map<String, String> headers = new HashMap<>();
        for (String name : TRACE) call.header(name).ifPresent(value -> headers.put(name, value));
        submission.webhook().ifPresent(url -> headers.put(JobHeaders.WEBHOOK, url));
        reception.send(ticket, named(submission.request(), ticket), headers);
        return new Order(ticket, answer);
    }

    /** A request that does not name itself bears its ticket's name. */
    private static ImageRequest named(ImageRequest request, Ticket ticket) {
        return request.with(request.id().or(() -> Optional.of(ticket.id())), request.deadline());
    }
}
