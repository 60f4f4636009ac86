package io.kirinuki.worker.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.schema.Json;
import io.kirinuki.worker.http.Call;
import io.kirinuki.worker.http.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What visitors' browsers are told as it happens, by server-sent events: {@code about} once, {@code answers} as they
 * come, {@code now} each second, {@code jobs} every five. Each visitor has a virtual thread, which blocks where the
 * browser reads slowly; {@link #MOST} may look at a time.
 */
final class LiveEvents implements AutoCloseable {
    static final int MOST = 24;
    private static final Duration TICK = Duration.ofMillis(500);
    private static final int TICKS_OF_NOW = 2;
    private static final int TICKS_OF_JOBS = 10;

    /** What does not change while the worker runs. {@code life} does with each start, as the numbers of answers begin anew. */
    private record About(
            String life,
            String title,
            boolean pictures,
            int most,
            List<Drops.Choice> choices,
            Optional<Long> mostBytes) {}

    private record Now(Machine machine, Optional<RecentRates.Rates> rates, RecentAnswers.Tally tally, int visitors) {}

    private final PageParts parts;
    private final RecentRates rates;
    private final String life = UUID.randomUUID().toString().substring(0, 8);
    private final Semaphore places = new Semaphore(MOST);
    private final CountDownLatch closed = new CountDownLatch(1);

    LiveEvents(PageParts parts) {
        this.parts = parts;
        this.rates = new RecentRates(parts.answers(), parts.batches(), System::nanoTime);
    }

    Reply reply(Call call) {
        long after = call.header("last-event-id").map(this::number).orElse(0L);
        return Reply.streamed(200, "text/event-stream", out -> stream(after, out));
    }

    /** Of an earlier life: from the start. */
    private long number(String id) {
        String[] words = id.split("-", 2);
        return words.length == 2 && words[0].equals(life) && words[1].matches("\\d{1,18}")
                ? Long.parseLong(words[1])
                : 0;
    }

    private void stream(long after, OutputStream out) throws IOException, InterruptedException {
        if (!places.tryAcquire()) {
            // An event of its own: a status would have the browser give up for good.
            send(out, "full", Optional.empty(), MOST);
            closed.await(5, TimeUnit.SECONDS);
            return;
        }
        try {
            show(after, out);
        } finally {
            places.release();
        }
    }

    private void show(long after, OutputStream out) throws IOException, InterruptedException {
        send(out, "about", Optional.empty(), about());
        long last = after;
        for (long tick = 0; ; tick++) {
            List<Seen> news = parts.answers().after(last);
            if (!news.isEmpty()) {
                last = news.getLast().number();
                send(
                        out,
                        "answers",
                        Optional.of(life + "-" + last),
                        news.stream().map(Article::of).toList());
            }
            if (tick % TICKS_OF_NOW == 0) send(out, "now", Optional.empty(), now());
            if (tick % TICKS_OF_JOBS == 0)
                send(out, "jobs", Optional.empty(), parts.jobs().all());
            out.flush();
            if (closed.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) return;
        }
    }

    private About about() {
        return new About(
                life,
                parts.title(),
                parts.pictures().isPresent(),
                RecentAnswers.MOST,
                parts.drops().map(Drops::choices).orElse(List.of()),
                parts.drops().map(drops -> drops.most().bytes()));
    }

    private Now now() {
        Machine machine = parts.snapshot().machine();
        return new Now(
                machine, rates.rates(machine.spent()), parts.answers().tally(), MOST - places.availablePermits());
    }

    /** JSON has no line breaks of its own, so each event is one line of data; it leaves in one piece. */
    private static void send(OutputStream out, String event, Optional<String> id, Object data) throws IOException {
        StringBuilder text = new StringBuilder("event: ").append(event).append('\n');
        id.ifPresent(name -> text.append("id: ").append(name).append('\n'));
        text.append("data: ").append(Json.MAPPER.writeValueAsString(data)).append("\n\n");
        out.write(text.toString().getBytes(UTF_8));
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
