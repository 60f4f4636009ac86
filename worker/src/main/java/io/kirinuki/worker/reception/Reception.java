package io.kirinuki.worker.reception;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.address.Addresses;
import io.kirinuki.image.Blob;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.pipeline.Pipelines;
import io.kirinuki.reach.Place;
import io.kirinuki.reach.Reach;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.worker.config.HttpConfig;
import io.kirinuki.worker.config.TopicsConfig;
import io.kirinuki.worker.reception.webhook.Webhooks;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Takes pictures for whoever brings them, and hands out what becomes of them, in the way that everybody else has to go:
 * the picture is put into the store, a record into the requests topic, and the answer read out of the results topic. So it
 * does not matter which instance is asked, nor which worker answers. The HTTP door and the demo's page use the same one.
 *
 * <p>Any thread may call; calls block. Failures: those of the store and of Kafka, as {@link FailedException}.
 */
public final class Reception implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(10);
    /** How long one that was asked for once is looked out for. */
    private static final Duration ASKED = Duration.ofMinutes(5);
    /** By then a request is in its topic, or never will be. */
    private static final Duration SENT = Duration.ofMillis(2L * ReceptionClients.DELIVERY_MILLIS);

    private final ObjectStore store;
    private final TopicsConfig topics;
    private final Pipelines pipelines;
    private final Reach reach;
    private final Place uploads;
    private final Claims claims;
    private final ReceptionClients clients;
    private final Answers answers;
    private final TopicSearch search;
    private final KafkaProducer<byte[], byte[]> producer;

    /** @param store that images are read from; its own from now on */
    public Reception(
            HttpConfig config,
            TopicsConfig topics,
            Properties streams,
            ObjectStore store,
            Pipelines pipelines,
            Reach reach) {
        this.store = store;
        this.topics = topics;
        this.pipelines = pipelines;
        this.reach = reach;
        this.uploads = config.uploads().place().orElseThrow();
        this.claims = new Claims(store, uploads, config.idempotency());
        this.clients = new ReceptionClients(streams);
        this.answers = new Answers(() -> clients.reader("-answers"), topics.results()).start();
        this.search = new TopicSearch(() -> clients.reader("-search"));
        this.producer = clients.producer();
    }

    /** Where a picture will lie: under its content, so that the same one is the same object, and its work done once. */
    public ObjectRef place(Owner owner, String fileName, Blob picture) {
        return ObjectRef.of(
                uploads.bucket(),
                "%s%s/%s/%s"
                        .formatted(
                                uploads.prefix(),
                                owner.folder(),
                                picture.sha256().substring(0, 32),
                                FileName.plain(fileName)));
    }

    /** Whether it is somebody's upload: that is for nobody to name. */
    public boolean isUpload(ObjectRef object) {
        return uploads.holds(object);
    }

    public void put(ObjectRef place, Blob picture) throws FailedException, InterruptedException {
        ObjectRef unused = store.put(place, "application/octet-stream", picture).orThrow();
    }

    /** Fails where no worker could take it: what would only come back as a dead letter. */
    public void check(ImageRequest request) throws FailedException {
        pipelines.check(request);
        reach.check(request);
    }

    public Ticket ticket(Owner owner) {
        return Ticket.fresh(owner, Instant.now());
    }

    /** What an owner asks for; empty where it is no ticket, or not that owner's. */
    public Optional<Ticket> ticket(String id, Owner owner) {
        return Ticket.of(id, owner);
    }

    public Claims.Claim claim(Owner owner, String key, String asked) throws FailedException, InterruptedException {
        return claims.claim(owner, key, asked, Instant.now());
    }

    /** To be called before it is sent. */
    public CompletableFuture<Answered> expect(Ticket ticket, Duration time) throws FailedException {
        return await(ticket, time).answer();
    }

    private Answers.Awaited await(Ticket ticket, Duration time) throws FailedException {
        return answers.await(ticket, time)
                .orElseThrow(() -> new FailedException(new Failure.Unavailable("the door", "too many wait")));
    }

    /** Returns once the request is in its topic; where somebody expects its answer, none is missed. */
    public void send(Ticket ticket, ImageRequest request, Map<String, String> headers)
            throws FailedException, InterruptedException {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topics.requests(), ticket.key(), Json.write(request));
        headers.forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        try {
            var unused = producer.send(record).get(2L * ReceptionClients.DELIVERY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptException e) {
            throw new InterruptedException("sending a request");
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new FailedException(new Failure.Unavailable("Kafka", String.valueOf(e.getMessage())));
        }
    }

    /** Returns once no answer to what is expected can be missed. */
    public void ready() throws FailedException, InterruptedException {
        if (!answers.ready(READY)) {
            throw new FailedException(new Failure.Unavailable("Kafka", "the results topic cannot be read"));
        }
    }

    /** How a request stands that was sent from here or from anywhere, now or before a restart. */
    public Standing find(Ticket ticket) throws FailedException, InterruptedException {
        Answers.Awaited awaited = await(ticket, ASKED);
        if (awaited.answer().isDone()) return new Standing.Done(awaited.answer().join());
        if (awaited.known()) return new Standing.Owed();
        boolean found = false;
        try {
            ready();
            Optional<Answered> answered = search.find(topics.results(), ticket).flatMap(Answers::answered);
            answered.ifPresent(there -> answers.found(ticket, there));
            if (answered.isPresent()) return new Standing.Done(answered.get());
            found = search.find(topics.requests(), ticket).isPresent();
            return found || ticket.time().plus(SENT).isAfter(Instant.now())
                    ? new Standing.Owed()
                    : new Standing.Unknown();
        } finally {
            // Whoever asks next has it searched again.
            if (!found && !awaited.answer().isDone()) answers.forget(ticket);
        }
    }

    /**
     * Begins to tell callers of answers.
     *
     * @param group of the instances that share this
     */
    public Webhooks webhooks(String group, Addresses addresses, String secret, int attempts) {
        return Webhooks.start(() -> clients.member(group), topics.results(), addresses, secret, attempts);
    }

    @Override
    public void close() {
        answers.close();
        producer.close(Duration.ofSeconds(5));
        store.close();
    }
}
