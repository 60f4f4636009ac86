package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kirinuki.local.Upstream.Answered;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageRemoval;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which a request may come, through a real broker, and the headers that its answer goes out with. */
class DoorsIT extends WorkerFixture {
    private static final Path SAMPLES = Path.of("../worker/src/test/resources/io/kirinuki/worker/event/door");
    private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
    private static final String REQUEST =
            "{\"source\": {\"bucket\": \"photos\", \"key\": \"doors/cup.jpg\"}, \"pipeline\": \"mask\"}";

    /** One request, as upstream's tools wrap it. */
    @SuppressWarnings("ImmutableEnumChecker") // nobody changes them
    enum Door {
        PLAIN(REQUEST.getBytes(UTF_8), Map.of()),
        CONFLUENT(framed(REQUEST), Map.of()),
        CONFLUENT_HEADER(REQUEST.getBytes(UTF_8), Map.of("__value_schema_id", "\u00010123456789abcdef")),
        APICURIO(REQUEST.getBytes(UTF_8), Map.of("apicurio.value.globalId", "\0\0\0\0\0\0\0\7")),
        CLOUD_EVENT_BINARY(
                REQUEST.getBytes(UTF_8),
                Map.of(
                        "ce_specversion", "1.0",
                        "ce_id", "event 1",
                        "ce_source", "/shop",
                        "ce_type", "shop.photo.taken",
                        "content-type", "application/json")),
        CLOUD_EVENT_STRUCTURED(
                """
                {"specversion": "1.0", "id": "event 1", "source": "/shop", "type": "shop.photo.taken", "data": %s}\
                """.formatted(REQUEST).getBytes(UTF_8),
                Map.of("content-type", "application/cloudevents+json; charset=UTF-8"));

        private final byte[] value;
        private final Map<String, String> headers;

        Door(byte[] value, Map<String, String> headers) {
            this.value = value;
            this.headers = headers;
        }
    }

    @Override
    protected Servers startServers() throws Exception {
        return EmbeddedServers.start(folder.resolve("servers"));
    }

    @Override
    protected Map<String, String> settings() throws IOException {
        Path rules = Files.writeString(folder.resolve("rules.yaml"), """
            rules:
              - bucket: photos
                prefix: incoming/
                suffix: [.jpg, .png]
                pipeline: mask
                output: { bucket: photos, prefix: incoming/masks }
              - bucket: photos
                prefix: leaving/
                pipeline: mask
                removed: delete-artifacts
            """);
        Map<String, String> settings = new HashMap<>(super.settings());
        settings.put("doors.rules", rules.toString());
        settings.remove("reach.outputs");
        settings.put("reach.sources", "photos, spare");
        return settings;
    }

    @ParameterizedTest
    @EnumSource
    void aRequestIsAnsweredThroughEveryDoor(Door door) throws Exception {
        shelf.put("doors/cup.jpg", Specimens.jpeg(160, 120));
        Position asked = send(door.value, door.headers);
        Answered answered = upstream.answer(asked);
        ImageResult result = (ImageResult) answered.answer();
        assertThat(result.source().key()).isEqualTo("doors/cup.jpg");
        assertThat(result.requestId())
                .isEqualTo(door.headers.isEmpty() || !door.name().startsWith("CLOUD") ? asked.toString() : "event 1");
    }

    @Test
    void anAnswerIsACloudEventThatGoesOnWithTheTrace() throws Exception {
        shelf.put("doors/赤い靴.jpg", Specimens.jpeg(160, 120));
        var headers = Map.of("traceparent", "00-%s-b7ad6b7169203331-01".formatted(TRACE_ID), "tracestate", "shop=1");
        Answered good = upstream.answer(send(REQUEST.replace("cup", "赤い靴").getBytes(UTF_8), headers));
        Answered bad = upstream.answer(send(REQUEST.replace("cup", "none").getBytes(UTF_8), headers));

        assertCloudEvent(good.record(), ImageResult.TYPE, "s3://photos/doors/赤い靴.jpg");
        assertCloudEvent(bad.record(), ImageFailure.TYPE, "s3://photos/doors/none.jpg");
        assertThat(Upstream.header(good.record(), "ce_id")).isNotEqualTo(Upstream.header(bad.record(), "ce_id"));
        assertThat(Upstream.header(good.record(), "ce_time"))
                .isEqualTo(((ImageResult) good.answer()).finishedAt().toString());
        var letter = upstream.deadLetter(bad.answer().position()).orElseThrow();
        assertThat(Upstream.header(letter, "traceparent")).isEqualTo(headers.get("traceparent"));
    }

    private static void assertCloudEvent(ConsumerRecord<byte[], byte[]> record, String type, String subject) {
        assertThat(Upstream.header(record, "ce_specversion")).isEqualTo("1.0");
        assertThat(Upstream.header(record, "ce_type")).isEqualTo(type);
        assertThat(Upstream.header(record, "ce_source")).isEqualTo("/kirinuki/suite");
        assertThat(Upstream.header(record, "ce_subject")).isEqualTo(subject);
        assertThat(Upstream.header(record, "content-type")).isEqualTo("application/json");
        assertThat(Upstream.header(record, "traceparent"))
                .matches("00-" + TRACE_ID + "-[0-9a-f]{16}-01")
                .doesNotContain("b7ad6b7169203331");
        assertThat(Upstream.header(record, "tracestate")).isEqualTo("shop=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3-put.json", "minio-put.json"})
    void aStoresNotificationIsTakenUnchanged(String sample) throws Exception {
        String key = "incoming/red shoe + 猫 of " + sample + ".jpg";
        shelf.put(key, Specimens.jpeg(160, 120));
        Answered answered = upstream.answer(send(notification(sample, key), Map.of()));
        ImageResult result = (ImageResult) answered.answer();
        assertThat(result.source().key()).isEqualTo(key);
        assertThat(result.pipeline()).isEqualTo("mask");
        assertThat(result.artifacts().getFirst().key()).startsWith("incoming/masks/mask-");
        shelf.assertComplete(result, 160, 120);

        double before = ignored("own_output");
        send(notification(sample, result.artifacts().getFirst().key()), Map.of());
        await().until(() -> ignored("own_output") == before + 1);
    }

    /** Whatever a request may say of its artifacts: a store that told of them would make no work of them. */
    @Test
    void noArtifactBecomesWorkAndNoRequestReachesFurtherThanItMay() throws Exception {
        shelf.put("doors/loop.jpg", Specimens.jpeg(160, 120));
        for (String output : List.of(
                "{}",
                "{\"prefix\": \"\"}",
                "{\"prefix\": \"incoming/2026\"}",
                "{\"bucket\": \"photos\", \"prefix\": \"incoming/masks/of/shops\"}")) {
            ImageResult result = (ImageResult)
                    upstream.answer(asking("photos", "loop", output)).answer();
            double before = ignored("own_output") + ignored("no_rule");
            String events = result.artifacts().stream()
                    .map(made -> event("ObjectCreated:Put", made.key()).replace("photos", made.bucket()))
                    .collect(Collectors.joining(", "));
            send("{\"Records\": [%s]}".formatted(events).getBytes(UTF_8), Map.of());
            await().until(() -> ignored("own_output") + ignored("no_rule")
                    == before + result.artifacts().size());
        }
        refused("photos", "{\"bucket\": \"photos\"}", "output.prefix", "kirinuki.reach.outputs");
        refused(
                "photos",
                "{\"bucket\": \"photos\", \"prefix\": \"incoming\"}",
                "output.prefix",
                "s3://photos/incoming/");
        refused("photos", "{\"bucket\": \"spare\"}", "output.bucket", "s3://artifacts/", "kirinuki.reach.outputs");
        refused("photos", "{\"prefix\": \"a/../../photos\"}", "output.prefix", "..");
        refused("artifacts", "{}", "source.bucket", "s3://photos/, s3://spare/", "kirinuki.reach.sources");
    }

    private void refused(String bucket, String output, String field, String... words) throws Exception {
        Position asked = asking(bucket, "loop", output);
        ImageFailure failure = (ImageFailure) upstream.answer(asked).answer();
        assertThat(failure.failure().message()).startsWith(field + ": ").contains(words);
        assertThat(upstream.deadLetter(asked)).isPresent();
    }

    private Position asking(String bucket, String photo, String output) throws Exception {
        return send(
                "{\"source\": {\"bucket\": \"%s\", \"key\": \"doors/%s.jpg\"}, \"pipeline\": \"mask\", \"output\": %s}"
                        .formatted(bucket, photo, output)
                        .getBytes(UTF_8),
                Map.of());
    }

    @Test
    void eachEventOfANotificationIsAnsweredUnderItsIndex() throws Exception {
        shelf.put("incoming/a.jpg", Specimens.jpeg(160, 120));
        shelf.put("incoming/c.jpg", Specimens.jpeg(120, 160));
        double removals = ignored("other_event");
        double strangers = ignored("no_rule");
        Position record = send(
                """
                {"Records": [%s, %s, %s, %s, %s]}\
                """.formatted(
                                event("ObjectCreated:Put", "incoming/a.jpg"),
                                event("ObjectRemoved:Delete", "incoming/b.jpg"),
                                event("ObjectCreated:Copy", "incoming/c.jpg"),
                                event("ObjectCreated:Put", "elsewhere/d.jpg"),
                                event("ObjectCreated:Put", "incoming/missing.jpg"))
                        .getBytes(UTF_8),
                Map.of("ce_specversion", "1.0"));
        assertThat(((ImageResult) upstream.answer(at(record, 0)).answer())
                        .source()
                        .key())
                .isEqualTo("incoming/a.jpg");
        assertThat(((ImageResult) upstream.answer(at(record, 2)).answer())
                        .source()
                        .height())
                .isEqualTo(160);
        ImageFailure failure = (ImageFailure) upstream.answer(at(record, 4)).answer();
        assertThat(failure.failure().name()).isEqualTo("NotFound");
        assertThat(failure.requestId()).isEqualTo(record + "#4");
        assertThat(ignored("other_event")).isEqualTo(removals + 1);
        assertThat(ignored("no_rule")).isEqualTo(strangers + 1);

        ConsumerRecord<byte[], byte[]> letter =
                upstream.deadLetter(at(record, 4)).orElseThrow();
        assertThat(Upstream.header(letter, "ce_specversion")).isEqualTo("1.0");
        shelf.put("incoming/missing.jpg", Specimens.jpeg(160, 120));
        Position again = upstream.send(
                new ProducerRecord<>("suite-requests", null, letter.key(), letter.value(), letter.headers()));
        assertThat(((ImageResult) upstream.answer(again).answer()).source().key())
                .as("the dead letter, sent again")
                .isEqualTo("incoming/missing.jpg");
    }

    @Test
    void anOldEventDoesNotComeAfterANewerOne() throws Exception {
        shelf.put("incoming/order.jpg", Specimens.jpeg(160, 120));
        String event = event("ObjectCreated:Put", "incoming/order.jpg");
        Position newer = sendEvent(event.replace("SEQUENCE", "0055AED6DCD90281E5"));
        assertThat(upstream.answer(newer).answer()).isInstanceOf(ImageResult.class);
        Position older = sendEvent(event.replace("SEQUENCE", "0055AED6DCD90281E4"));
        ImageFailure failure = (ImageFailure) upstream.answer(older).answer();
        assertThat(failure.failure().name()).isEqualTo("Superseded");
        assertThat(failure.failure().message()).contains("s3://photos/incoming/order.jpg");
        Position twice = sendEvent(event.replace("SEQUENCE", "0055AED6DCD90281E5"));
        assertThat(upstream.answer(twice).answer()).isInstanceOf(ImageResult.class);
    }

    /** Of every fingerprint, once, with an answer; not of another image, and not of one that is there again. */
    @Test
    void artifactsGoWithTheirImageWhereARuleSaysSo() throws Exception {
        int letters = upstream.deadLetters();
        ObjectRef shoe = shelf.put("leaving/red shoe.jpg", Specimens.jpeg(160, 120));
        shelf.put("leaving/red hat.jpg", Specimens.jpeg(160, 120));
        List<ImageResult> made = new ArrayList<>();
        for (String pipeline : List.of("mask", "cutout")) {
            String request = REQUEST.replace("doors/cup", "leaving/red shoe").replace("mask", pipeline);
            made.add((ImageResult)
                    upstream.answer(send(request.getBytes(UTF_8), Map.of())).answer());
        }
        ImageResult hat = (ImageResult) upstream.answer(sendEvent(event("ObjectCreated:Put", "leaving/red+hat.jpg")))
                .answer();

        Position late = sendEvent(event("ObjectRemoved:Delete", "leaving/red+shoe.jpg"));
        assertThat(((ImageRemoval) upstream.answer(late).answer()).kept()).contains(ImageRemoval.PRESENT);
        for (ImageResult each : made) shelf.assertComplete(each, 160, 120);

        shelf.delete(shoe);
        Position gone = sendEvent(event("s3:ObjectRemoved:Delete", "leaving%2Fred+shoe.jpg"));
        Answered answered = upstream.answer(gone);
        ImageRemoval removal = (ImageRemoval) answered.answer();
        assertThat(removal.kept()).isEmpty();
        assertThat(removal.source().key()).isEqualTo("leaving/red shoe.jpg");
        assertThat(removal.runs()).isEqualTo(2);
        assertThat(removal.objects()).isEqualTo(4);
        assertThat(Upstream.header(answered.record(), "ce_type")).isEqualTo(ImageRemoval.TYPE);
        for (ImageResult each : made) {
            ObjectRef sidecar =
                    ObjectRef.of(each.sidecar().bucket(), each.sidecar().key());
            assertThat(shelf.holds(sidecar)).isFalse();
            assertThat(removal.deleted())
                    .contains(sidecar.toString().substring(0, sidecar.toString().lastIndexOf('/') + 1));
            for (ImageResult.Artifact artifact : each.artifacts()) {
                assertThat(shelf.holds(ObjectRef.of(artifact.bucket(), artifact.key())))
                        .isFalse();
            }
        }
        shelf.assertComplete(hat, 160, 120);

        Position again = sendEvent(event("s3:ObjectRemoved:Delete", "leaving%2Fred+shoe.jpg"));
        assertThat(((ImageRemoval) upstream.answer(again).answer()).runs()).isZero();
        assertThat(upstream.answered(List.of(late, gone, again))).isEqualTo(3);
        assertThat(upstream.deadLetters()).isEqualTo(letters);
    }

    @Test
    void aTestEventIsIgnoredAndTheNextRecordServed() throws Exception {
        double before = ignored("test_event");
        Position test = send(Files.readAllBytes(SAMPLES.resolve("s3-test-event.json")), Map.of());
        shelf.put("doors/cup.jpg", Specimens.jpeg(160, 120));
        upstream.answer(send(REQUEST.getBytes(UTF_8), Map.of()));
        assertThat(ignored("test_event")).isEqualTo(before + 1);
        assertThat(upstream.answered(List.of(test))).isZero();
    }

    @Test
    void aTombstoneIsIgnoredAndTheNextRecordServed() throws Exception {
        double before = ignored("tombstone");
        Position tombstone = send(null, Map.of());
        shelf.put("doors/cup.jpg", Specimens.jpeg(160, 120));
        upstream.answer(send(REQUEST.getBytes(UTF_8), Map.of()));
        assertThat(ignored("tombstone")).isEqualTo(before + 1);
        assertThat(upstream.answered(List.of(tombstone))).isZero();
        assertThat(upstream.deadLetter(tombstone)).isEmpty();
    }

    @Test
    void whatNoDoorCanReadIsBuriedByteForByte() throws Exception {
        byte[] avro = {0, 0, 0, 0, 7, 2, 8, (byte) 0xff};
        byte[] torn = "{\"specversion\": \"1.0\", \"data\": ".getBytes(UTF_8);
        for (byte[] value :
                List.of(avro, torn, event("ObjectCreated:Put", "100%.jpg").getBytes(UTF_8))) {
            Position asked = send(value, Map.of("content-type", "application/cloudevents+json"));
            assertThat(((ImageFailure) upstream.answer(asked).answer())
                            .failure()
                            .name())
                    .isEqualTo("InvalidRequest");
            assertThat(upstream.deadLetter(asked).orElseThrow().value()).isEqualTo(value);
        }
    }

    private Position sendEvent(String event) throws Exception {
        return send("{\"Records\": [%s]}".formatted(event).getBytes(UTF_8), Map.of());
    }

    /** All in one partition, one after the other. */
    private Position send(byte[] value, Map<String, String> headers) throws Exception {
        List<Header> all = headers.entrySet().stream()
                .<Header>map(header ->
                        new RecordHeader(header.getKey(), header.getValue().getBytes(UTF_8)))
                .toList();
        return upstream.send(new ProducerRecord<>("suite-requests", 0, (byte[]) null, value, all));
    }

    private double ignored(String reason) throws Exception {
        return worker.metric("kirinuki_ignored_records_total{reason=\"%s\"".formatted(reason));
    }

    private static Position at(Position record, int index) {
        return new Position(record.topic(), record.partition(), record.offset(), Optional.of(index));
    }

    private static String event(String name, String key) {
        return """
            {"eventName": "%s", "s3": {"bucket": {"name": "photos"}, \
            "object": {"key": "%s", "sequencer": "SEQUENCE"}}}\
            """.formatted(name, key);
    }

    /** The sample about another object, its key encoded as that store does; the embedded store keeps no versions. */
    private static byte[] notification(String sample, String key) throws IOException {
        String encoded = URLEncoder.encode(key, UTF_8);
        boolean s3 = sample.startsWith("s3");
        return Files.readString(SAMPLES.resolve(sample))
                .replaceAll("(\"bucket\": ?\\{\\s*\"name\": ?)\"[^\"]*\"", "$1\"photos\"")
                .replaceAll(
                        "(\"object\": ?\\{\\s*\"key\": ?)\"[^\"]*\"",
                        "$1\"" + (s3 ? encoded.replace("%2F", "/") : encoded) + "\"")
                .replaceAll(",\\s*\"versionId\": ?\"[^\"]*\"", "")
                .getBytes(UTF_8);
    }

    /** As Confluent's serializer for JSON Schema does, under the schema with the id 7. */
    private static byte[] framed(String json) {
        byte[] payload = json.getBytes(UTF_8);
        return ByteBuffer.allocate(5 + payload.length)
                .put(4, (byte) 7)
                .put(5, payload)
                .array();
    }
}
