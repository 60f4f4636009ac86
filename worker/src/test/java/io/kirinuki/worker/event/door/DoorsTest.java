package io.kirinuki.worker.event.door;

import static io.kirinuki.worker.event.door.Records.REQUEST;
import static io.kirinuki.worker.event.door.Records.event;
import static io.kirinuki.worker.event.door.Records.notification;
import static io.kirinuki.worker.event.door.Records.record;
import static io.kirinuki.worker.event.door.Records.sample;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.reach.Place;
import io.kirinuki.reach.Reach;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Reading;
import io.kirinuki.worker.ledger.Intake;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DoorsTest {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final List<Ignored> ignored = new ArrayList<>();
    private final Doors doors = new Doors(
            new Rules(
                    List.of(new Rule(
                            "*",
                            "",
                            List.of(".jpg", ".png"),
                            "*",
                            "mask",
                            Map.of(),
                            new ImageRequest.Output(Optional.empty(), Optional.of("made")),
                            false)),
                    Reach.into(Place.folder("photos", "kirinuki"))
                            .with(new Place("*", ""), Place.folder("photos", "made"))),
            ignored::add);

    /** The same request through every door that takes one. */
    static List<Record<byte[], byte[]>> wrappings() {
        byte[] json = REQUEST.getBytes(UTF_8);
        String event = "{\"specversion\": \"1.0\", \"id\": \"e-1\", \"source\": \"/shop\", \"type\": \"photo\", %s}";
        String base64 = Base64.getEncoder().encodeToString(json);
        return List.of(
                record(json),
                record(json, "__value_schema_id", "\u00010123456789abcdef"),
                record(json, "apicurio.value.globalId", "\0\0\0\0\0\0\0\7", "apicurio.value.encoding", "JSON"),
                record(framed(5, json)),
                record(framed(9, json)),
                record(json, "ce_specversion", "1.0", "ce_id", "e-1", "ce_source", "/shop", "ce_type", "photo"),
                record(framed(5, json), "ce_specversion", "1.0", "content-type", "application/json; charset=utf-8"),
                record(event.formatted("\"data\": " + REQUEST), "content-type", "application/cloudevents+json"),
                record(
                        event.formatted("\"data_base64\": \"%s\"".formatted(base64)),
                        "content-type",
                        "Application/CloudEvents+JSON; charset=UTF-8"),
                record(event.formatted("\"data\": " + REQUEST)));
    }

    @ParameterizedTest
    @MethodSource("wrappings")
    void aRequestIsReadThroughEveryDoor(Record<byte[], byte[]> record) {
        List<Intake.Share> shares = doors.shares(record);
        assertThat(shares).hasSize(1);
        assertThat(shares.getFirst().index()).isEmpty();
        assertThat(shares.getFirst().value()).as("bytes for the dead letter").isSameAs(record.value());
        ImageRequest request = request(Records.asked(doors, record).getFirst());
        assertThat(request.source()).isEqualTo(ObjectRef.of("photos", "red shoe.jpg"));
        assertThat(request.pipeline()).contains("cutout");
        assertThat(ignored).isEmpty();
    }

    @Test
    void aCloudEventNamesTheRequestThatDoesNotNameItself() {
        String[] headers = {"ce_specversion", "1.0", "ce_id", "e-1"};
        assertThat(request(only(record(REQUEST, headers))).id()).contains("e-1");
        String named = "{\"id\": \"own\", " + REQUEST.substring(1);
        assertThat(request(only(record(named, headers))).id()).contains("own");
        assertThat(only(record("{}", headers)).reading())
                .isInstanceOfSatisfying(
                        Reading.Unreadable.class, it -> assertThat(it.id()).contains("e-1"));
        assertThat(request(only(record(REQUEST))).id()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                                    | application/cloudevents+avro       | content-type: of CloudEvents, application/cloudevents+json expected
                    {}                                    | application/cloudevents-batch+json | content-type: of CloudEvents
                    {"specversion": "0.3", "data": {}}    | application/cloudevents+json       | specversion: 1.0 expected, "0.3" found
                    {"specversion": "1.0"}                | application/cloudevents+json       | data: required but missing
                    {"specversion": "1.0", "data_base64": "e30", "datacontenttype": "text/xml"} | application/cloudevents+json | datacontenttype: application/json expected, "text/xml" found
                    {"specversion": "1.0", "data_base64": "%%%"} | application/cloudevents+json | data_base64: JSON in Base64 expected
                    {"specversion": "1.0", "data_base64": 7} | application/cloudevents+json    | data_base64: JSON in Base64 expected
                    []                                    | application/cloudevents+json       | specversion: 1.0 expected
                    {"specversion": "1.0", "data": []}    | application/cloudevents+json       | object expected
                    {                                     | application/cloudevents+json       | not JSON
                    """)
    void aCloudEventThatCannotBeReadSaysWhy(String value, String contentType, String problem) {
        assertThat(problem(only(record(value, "content-type", contentType)))).contains(problem);
    }

    @Test
    void binaryDataThatIsNoJsonSaysSo() {
        assertThat(problem(only(record(REQUEST, "ce_specversion", "1.0", "content-type", "image/png"))))
                .isEqualTo("datacontenttype: application/json expected, \"image/png\" found");
        assertThat(problem(only(record(new byte[] {0, 0, 0, 0, 7, 2, 8}))))
                .as("Avro behind a frame")
                .startsWith("the value is framed by a schema registry, schema id 7, and holds no JSON");
        assertThat(problem(only(record(new byte[0])))).isEqualTo("the event has no value");
    }

    @Test
    void aSampleOfS3sDocumentationIsRead() {
        Asked asked = only(record(sample("s3-put.json")));
        ImageRequest request = request(asked);
        assertThat(request.source())
                .isEqualTo(new ObjectRef(
                        "amzn-s3-demo-bucket", "HappyFace.jpg", Optional.of("096fKKXTRTtl3on89fVO.nfljtsv6qko")));
        assertThat(request.pipeline()).contains("mask");
        assertThat(request.output().prefix()).contains("made");
        assertThat(asked.sequencer()).contains("0055AED6DCD90281E5");
    }

    @Test
    void aNotificationAsMinioWritesItIsRead() {
        Asked asked = only(record(sample("minio-put.json")));
        assertThat(request(asked).source()).isEqualTo(ObjectRef.of("images", "incoming/my photo.jpg"));
        assertThat(asked.sequencer()).contains("18EA23A825122D73");
    }

    @Test
    void aNotificationIsReadInsideACloudEventToo() {
        String put = sample("s3-put.json");
        String structured = "{\"specversion\": \"1.0\", \"data\": %s}".formatted(put);
        String one = event("ObjectCreated:Put", "photos", "a.jpg", "");
        assertThat(request(only(record(put, "ce_specversion", "1.0"))).source().key())
                .isEqualTo("HappyFace.jpg");
        assertThat(request(only(record(structured, "content-type", "application/cloudevents+json")))
                        .source()
                        .key())
                .isEqualTo("HappyFace.jpg");
        assertThat(request(only(record(one, "ce_specversion", "1.0"))).source().key())
                .isEqualTo("a.jpg");
    }

    @ParameterizedTest
    @CsvSource({"red+shoe.jpg, red shoe.jpg", "a/b%2Bc.jpg, a/b+c.jpg", "a%2Fb.jpg, a/b.jpg"})
    void bothEncodingsOfKeysAreTakenBack(String written, String key) {
        String body = notification(event("s3:ObjectCreated:Put", "photos", written, ""));
        assertThat(request(only(record(body))).source().key()).isEqualTo(key);
    }

    /** By hand after the providers' documentation: SNS, SQS, functions of both, Connect, JSON in JSON. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'Type': 'Notification', 'MessageId': '1', 'TopicArn': 'arn', 'Message': %s}",
                "{'MessageId': '1', 'ReceiptHandle': 'r', 'Body': %s}",
                "{'messageId': '1', 'receiptHandle': 'r', 'body': %s, 'eventSource': 'aws:sqs'}",
                "{'Records': [{'messageId': '1', 'receiptHandle': 'r', 'body': %s, 'eventSource': 'aws:sqs'}]}",
                "{'Messages': [{'MessageId': '1', 'ReceiptHandle': 'r', 'Body': %s}]}",
                "{'Records': [{'EventSource': 'aws:sns', 'Sns': {'Type': 'Notification', 'TopicArn': 'a', 'Message': %s}}]}",
                "{'schema': {'type': 'string'}, 'payload': %s}",
                "%s"
            })
    void whatQueuesAndConnectorsWrapIsRead(String wrapping) {
        for (String inside : List.of(REQUEST, notification(event("ObjectCreated:Put", "photos", "red+shoe.jpg", "")))) {
            String text = Json.MAPPER.writeValueAsString(inside);
            var record = record(wrapping.replace('\'', '"').formatted(text));
            assertThat(request(only(record)).source()).isEqualTo(ObjectRef.of("photos", "red shoe.jpg"));
        }
    }

    @Test
    void eventsOfSeveralWrappedMessagesGoTheirOwnWays() {
        String one = Json.MAPPER.writeValueAsString(notification(event("ObjectCreated:Put", "photos", "1.jpg", "")));
        String other = Json.MAPPER.writeValueAsString(notification(
                event("ObjectCreated:Put", "photos", "2.jpg", ""), event("ObjectCreated:Put", "photos", "3.jpg", "")));
        String message = "{\"messageId\": \"1\", \"receiptHandle\": \"r\", \"body\": %s}";
        var record = record("{\"Records\": [%s, %s]}".formatted(message.formatted(one), message.formatted(other)));
        assertThat(Records.asked(doors, record))
                .extracting(asked -> request(asked).source().key())
                .containsExactly("1.jpg", "2.jpg", "3.jpg");
    }

    @Test
    void anEventOfEventBridgeIsReadWithItsKeyAsItIs() {
        String event = "{\"version\": \"0\", \"detail-type\": \"%s\", \"source\": \"aws.s3\", \"detail\": {\"bucket\":"
                + " {\"name\": \"photos\"}, \"object\": {\"key\": \"a+b%%20c.jpg\", \"size\": 7, \"version-id\": \"v\","
                + " \"sequencer\": \"0A\"}}}";
        Asked asked = only(record(event.formatted("Object Created")));
        assertThat(request(asked).source()).isEqualTo(new ObjectRef("photos", "a+b%20c.jpg", Optional.of("v")));
        assertThat(asked.sequencer()).contains("0A");
        assertThat(doors.shares(record(event.formatted("Object Deleted")))).isEmpty();
        assertThat(ignored).containsExactly(Ignored.OTHER_EVENT);
    }

    @Test
    void keysOfCephAreAsTheyAre() {
        String event = event("ObjectCreated:Put", "photos", "in/a+b%20.jpg", "")
                .replaceFirst("\\{", "{\"eventSource\": \"ceph:s3\", ");
        assertThat(request(only(record(notification(event)))).source().key()).isEqualTo("in/a+b%20.jpg");
    }

    @Test
    void aTombstoneIsIgnoredAndCounted() {
        assertThat(doors.shares(new Record<>("key".getBytes(UTF_8), null, 0))).isEmpty();
        assertThat(ignored).containsExactly(Ignored.TOMBSTONE);
    }

    @Test
    void whatIsNoUtf8IsRefused() {
        byte[] overlong = REQUEST.replace("red", "r??").getBytes(UTF_8);
        int at = REQUEST.indexOf("red") + 1;
        overlong[at] = (byte) 0xc0;
        overlong[at + 1] = (byte) 0xae;
        assertThat(problem(only(record(overlong)))).isEqualTo("not UTF-8: byte 0xc0 at offset " + at);
        assertThat(problem(only(record(overlong, "ce_specversion", "1.0")))).startsWith("not UTF-8");
    }

    @Test
    void aCloudEventsExpiryIsTheDeadlineOfARequestWithoutOne() {
        String[] headers = {"ce_specversion", "1.0", "ce_expirytime", "2026-11-28T12:00:00+01:00"};
        assertThat(request(only(record(REQUEST, headers))).deadline()).contains(Instant.parse("2026-11-28T11:00:00Z"));
        String own = "{\"deadline\": \"2027-01-01T00:00:00Z\", " + REQUEST.substring(1);
        assertThat(request(only(record(own, headers))).deadline()).contains(Instant.parse("2027-01-01T00:00:00Z"));
        String elsewhere = "{\"specversion\": \"1.0\", \"dataref\": \"s3://a/b\"}";
        assertThat(problem(only(record(elsewhere, "content-type", "application/cloudevents+json"))))
                .startsWith("dataref: data that lie elsewhere are not fetched");
    }

    @Test
    void eachEventOfANotificationGoesItsOwnWay() {
        String body = "{\"EventName\": \"s3:ObjectCreated:Put\", \"Key\": \"photos/0.jpg\", "
                + notification(
                                event("ObjectCreated:Put", "photos", "0.jpg", ", \"sequencer\": \"A\""),
                                event("ObjectRemoved:Delete", "photos", "1.jpg", ""),
                                event("ObjectCreated:Copy", "photos", "2.jpg", ""),
                                "{}")
                        .substring(1);
        var record = record(framed(5, body.getBytes(UTF_8)), "ce_specversion", "1.0");
        List<Intake.Share> shares = doors.shares(record);
        assertThat(shares)
                .extracting(Intake.Share::index)
                .containsExactly(Optional.of(0), Optional.of(2), Optional.of(3));
        assertThat(ignored).containsExactly(Ignored.OTHER_EVENT);
        List<Asked> asked = Records.asked(doors, record);
        assertThat(asked.subList(0, 2))
                .extracting(one -> request(one).source().key())
                .containsExactly("0.jpg", "2.jpg");
        assertThat(asked.getFirst().sequencer()).contains("A");
        assertThat(problem(asked.getLast())).startsWith("eventName: required");
        for (Intake.Share share : shares) {
            assertThat(share.value()).as("frame kept").startsWith(0, 0, 0, 0, 7);
            assertThat(new String(share.value(), UTF_8)).doesNotContain("photos/0.jpg");
            assertThat(doors.shares(record(share.value())))
                    .as("sent again, it is one")
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ObjectRemoved:Delete, photos, a.jpg, OTHER_EVENT",
        "ObjectRemoved:Delete, photos, incoming/, FOLDER",
        "s3:ObjectRemoved:DeleteMarkerCreated, photos, a.jpg, OTHER_EVENT",
        "s3:ObjectCreated:PutTagging, photos, a.jpg, OTHER_EVENT",
        "s3:ObjectAccessed:Get, photos, a.jpg, OTHER_EVENT",
        "ObjectCreated:Put, photos, kirinuki/mask-1/photos/a.jpg, OWN_OUTPUT",
        "ObjectCreated:Put, photos, kirinuki%2Fa.jpg, OWN_OUTPUT",
        "ObjectCreated:Put, photos, made/a.jpg, OWN_OUTPUT",
        "ObjectCreated:Put, photos, notes.txt, NO_RULE",
    })
    void whatAsksForNothingIsCounted(String name, String bucket, String key, Ignored reason) {
        assertThat(doors.shares(record(notification(event(name, bucket, key, "")))))
                .isEmpty();
        assertThat(ignored).containsExactly(reason);
    }

    /** Of what is gone no type is known; of our own artifacts nobody asks for anything. */
    @Test
    void aRemovalAsksForRoomWhereRulesSaySo() {
        var first = new ImageRequest.Output(Optional.empty(), Optional.of("made"));
        Doors clearing = new Doors(
                new Rules(
                        List.of(
                                rule("in/", "image/png", first, true),
                                rule("in/", "image/jpeg", ImageRequest.Output.DEFAULT, true),
                                rule("", "*", new ImageRequest.Output(Optional.of("b"), Optional.empty()), false)),
                        Reach.into(Place.folder("photos", "kirinuki"))
                                .with(new Place("*", ""), Place.folder("photos", "made"))),
                ignored::add);
        for (String name : List.of("ObjectRemoved:Delete", "s3:ObjectRemoved:DeleteMarkerCreated")) {
            String event = event(name, "photos", "in/a+b.jpg", ", \"sequencer\": \"0B\", \"versionId\": \"v\"");
            Asked asked = Records.asked(clearing, record(notification(event))).getFirst();
            assertThat(request(asked).source()).isEqualTo(new ObjectRef("photos", "in/a b.jpg", Optional.of("v")));
            assertThat(request(asked).pipeline()).contains("removal");
            assertThat(asked.isRemoval()).isTrue();
            assertThat(asked.sequencer()).contains("0B");
            assertThat(asked.cleared()).containsExactly(first, ImageRequest.Output.DEFAULT);
        }
        assertThat(clearing.shares(record(notification(event("ObjectRemoved:Delete", "photos", "out/a.jpg", "")))))
                .isEmpty();
        assertThat(clearing.shares(record(notification(event("ObjectRemoved:Delete", "photos", "made/in/a.jpg", "")))))
                .isEmpty();
        assertThat(ignored).containsExactly(Ignored.OTHER_EVENT, Ignored.OWN_OUTPUT);
        String created = event("ObjectCreated:Put", "photos", "in/a.jpg", ", \"contentType\": \"image/png\"");
        assertThat(Records.asked(clearing, record(notification(created)))
                        .getFirst()
                        .cleared())
                .isEmpty();
        String bridge = "{\"detail-type\": \"Object Deleted\", \"source\": \"aws.s3\", \"detail\": {\"bucket\":"
                + " {\"name\": \"photos\"}, \"object\": {\"key\": \"in/a+b.jpg\", \"sequencer\": \"0A\"}}}";
        Asked bridged = Records.asked(clearing, record(bridge)).getFirst();
        assertThat(request(bridged).source()).isEqualTo(ObjectRef.of("photos", "in/a+b.jpg"));
        assertThat(bridged.cleared()).hasSize(2);
    }

    private static Rule rule(String prefix, String contentType, ImageRequest.Output output, boolean removes) {
        return new Rule("photos", prefix, List.of(), contentType, "mask", Map.of(), output, removes);
    }

    @Test
    void testEventsFoldersAndEmptyNotificationsAskForNothing() {
        assertThat(doors.shares(record(sample("s3-test-event.json")))).isEmpty();
        String folder = event("ObjectCreated:Put", "photos", "new/", ", \"size\": 0");
        assertThat(doors.shares(record(notification(folder)))).isEmpty();
        String minios = event("s3:ObjectCreated:Put", "photos", "new%2F", "");
        assertThat(doors.shares(record(notification(minios)))).isEmpty();
        String image = event("ObjectCreated:Put", "others", "odd.jpg/", ", \"size\": 9");
        assertThat(doors.shares(record(notification(image)))).isEmpty();
        assertThat(doors.shares(record(notification()))).isEmpty();
        assertThat(ignored).containsExactly(Ignored.TEST_EVENT, Ignored.FOLDER, Ignored.FOLDER, Ignored.NO_RULE);
    }

    @Test
    void whatOnlyStartsLikeOurOutputIsNotOurs() {
        String body = notification(
                event("ObjectCreated:Put", "photos", "kirinuki.jpg", ""),
                event("ObjectCreated:Put", "others", "kirinuki/a.jpg", ""));
        assertThat(doors.shares(record(body))).hasSize(2);
    }

    @Test
    void aNotificationThatCannotBeReadIsAnsweredAsAWhole() {
        for (String event : List.of(
                event("ObjectCreated:Put", "", "a.jpg", ""),
                event("ObjectCreated:Put", "photos", "", ""),
                event("ObjectCreated:Put", "photos", "100%.jpg", ""),
                "{\"eventName\": 7}",
                "7")) {
            var record = record(notification(event));
            assertThat(doors.shares(record).getFirst().value()).isSameAs(record.value());
            assertThat(problem(only(record))).isNotBlank();
        }
    }

    @Test
    void halfACharacterIsNotRepeated() {
        String half = "\\ud83d";
        String body = notification(event("ObjectCreated:Put", "photos", half + ".jpg", ""));
        assertThat(problem(only(record(body)))).startsWith("source.key: Unicode text expected");
        String undecoded = notification(event("ObjectCreated:Put", "photos", half + "%.jpg", ""));
        assertThat(problem(only(record(undecoded)))).endsWith("in \"?%.jpg\"");
        String event = "{\"specversion\": \"%s\", \"type\": \"\", \"source\": \"\", \"id\": \"%s\", \"data\": %s}";
        assertThat(problem(only(record(event.formatted(half, "1", REQUEST))))).contains("\"?\" found");
        assertThat(request(only(record(event.formatted("1.0", half, REQUEST)))).id())
                .isEmpty();
    }

    @Test
    void aKeyLongerThanAnyIsRefused() {
        String body = notification(event("ObjectCreated:Put", "photos", "a".repeat(1025) + ".jpg", ""));
        assertThat(problem(only(record(body)))).contains("source.key: at most 1024 characters expected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"traceparent", "ce_traceparent"})
    void theTraceIsThatOfTheRecordOrOfItsCloudEvent(String header) {
        var record = record(REQUEST, "ce_specversion", "1.0", header, TRACE);
        assertThat(only(record).trace())
                .contains(new TraceContext(
                        "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", true, Optional.empty()));
    }

    private Asked only(Record<byte[], byte[]> record) {
        List<Asked> asked = Records.asked(doors, record);
        assertThat(asked).hasSize(1);
        return asked.getFirst();
    }

    private static ImageRequest request(Asked asked) {
        return switch (asked.reading()) {
            case Reading.Read(ImageRequest request) -> request;
            case Reading.Unreadable unreadable -> throw new AssertionError(unreadable.problem());
        };
    }

    private static String problem(Asked asked) {
        return ((Reading.Unreadable) asked.reading()).problem();
    }

    /** Behind a byte 0 and an id of 7. */
    private static byte[] framed(int prefix, byte[] payload) {
        return ByteBuffer.allocate(prefix + payload.length)
                .put(prefix - 1, (byte) 7)
                .put(prefix, payload)
                .array();
    }
}
