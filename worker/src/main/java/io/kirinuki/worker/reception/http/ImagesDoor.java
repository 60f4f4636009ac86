package io.kirinuki.worker.reception.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.image.Blob;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.Json;
import io.kirinuki.worker.http.Call;
import io.kirinuki.worker.http.Reply;
import io.kirinuki.worker.reception.Answered;
import io.kirinuki.worker.reception.Owner;
import io.kirinuki.worker.reception.Reception;
import io.kirinuki.worker.reception.Standing;
import io.kirinuki.worker.reception.Ticket;
import io.kirinuki.worker.reception.http.Orders.Order;
import io.kirinuki.worker.reception.http.Refusal.RefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code POST /v1/images}, and {@code GET /v1/images/ID} for what is asked for later. Any thread. */
final class ImagesDoor {
    private final Gate gate;
    private final Reception reception;
    private final Submissions submissions;
    private final Orders orders;
    private final AnswerReplies replies;
    private final Duration patience;

    ImagesDoor(
            Gate gate,
            Reception reception,
            Submissions submissions,
            Orders orders,
            AnswerReplies replies,
            Duration patience) {
        this.gate = gate;
        this.reception = reception;
        this.submissions = submissions;
        this.orders = orders;
        this.replies = replies;
        this.patience = patience;
    }

    /** A call that may be refused. */
    @FunctionalInterface
    private interface Answering {
        Reply answer() throws RefusedException, FailedException, IOException, InterruptedException;
    }

    private static Reply answer(Answering answering) throws IOException, InterruptedException {
        try {
            return answering.answer();
        } catch (RefusedException refused) {
            return refused.refusal().reply();
        } catch (FailedException failed) {
            return FailureTable.refusal(failed.failure()).reply();
        }
    }

    Reply post(Call call) throws IOException, InterruptedException {
        return answer(() -> {
            Owner owner = gate.owner(call);
            gate.pay(owner);
            Wish wish = Wish.of(call);
            try (Gate.Place place = gate.place();
                    Submission submission = submissions.read(call, owner)) {
                Order order = orders.place(call, owner, submission, wish.async() ? Duration.ZERO : patience);
                if (wish.async()) return accepted(order.ticket()).with("Preference-Applied", "respond-async");
                Optional<Answered> answered = await(order.answer(), limit(wish, patience));
                return answered.isPresent()
                        ? replies.reply(order.ticket(), answered.get(), wish, false)
                        : late(order.ticket());
            }
        });
    }

    Reply get(Call call) throws IOException, InterruptedException {
        return answer(() -> {
            Owner owner = gate.owner(call);
            gate.pay(owner);
            Wish wish = Wish.of(call);
            Ticket ticket = reception.ticket(call.rest(), owner).orElseThrow(ImagesDoor::unknown);
            return switch (reception.find(ticket)) {
                case Standing.Done(Answered answered) ->
                    replies.reply(ticket, answered, wish, call.method().equals("HEAD"));
                case Standing.Unknown nobodys -> throw unknown();
                case Standing.Owed owed -> {
                    if (wish.patience().isEmpty()) yield accepted(ticket);
                    try (Gate.Place place = gate.place()) {
                        Optional<Answered> answered = await(reception.expect(ticket, patience), limit(wish, patience));
                        yield answered.isPresent()
                                ? replies.reply(
                                        ticket,
                                        answered.get(),
                                        wish,
                                        call.method().equals("HEAD"))
                                : accepted(ticket);
                    }
                }
            };
        });
    }

    private static Duration limit(Wish wish, Duration most) {
        return wish.patience().filter(asked -> asked.compareTo(most) < 0).orElse(most);
    }

    static Optional<Answered> await(Future<Answered> answer, Duration time) throws InterruptedException {
        try {
            return Optional.of(answer.get(time.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException late) {
            return Optional.empty();
        } catch (ExecutionException bug) {
            throw new IllegalStateException("an answer cannot fail", bug);
        }
    }

    private static RefusedException unknown() {
        return Refusal.of(
                        404,
                        "UnknownRequest",
                        "there is no such request of this key, or its topic does not keep it any more",
                        "Ask with the key that the request was made with, as the Location said.")
                .thrown();
    }

    private static Reply accepted(Ticket ticket) {
        Map<String, String> state =
                Map.of("id", ticket.id(), "status", "pending", "location", AnswerReplies.place(ticket));
        return Reply.whole(
                        202,
                        Wish.JSON,
                        Blob.of(Json.MAPPER.writeValueAsString(state).getBytes(UTF_8)))
                .with("Location", AnswerReplies.place(ticket))
                .with("Retry-After", "1");
    }

    private Reply late(Ticket ticket) {
        return late(patience).reply().with("Location", AnswerReplies.place(ticket));
    }

    static Refusal late(Duration patience) {
        return new Refusal(
                504,
                "NoAnswerYet",
                "the request is taken, and not answered within %s".formatted(patience),
                "Ask for it at the Location; it is worked on all the same.",
                Optional.of(Duration.ofSeconds(5)));
    }
}
