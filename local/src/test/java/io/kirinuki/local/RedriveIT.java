package io.kirinuki.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.Position;
import io.kirinuki.worker.StartException;
import io.kirinuki.worker.config.ConfigReader;
import io.kirinuki.worker.config.TopicsConfig;
import io.kirinuki.worker.job.Feed;
import io.kirinuki.worker.job.JobIds;
import io.kirinuki.worker.job.JobRun;
import io.kirinuki.worker.job.Jobs;
import io.kirinuki.worker.job.Kind;
import io.kirinuki.worker.job.history.Moment;
import io.kirinuki.worker.job.journal.JobState;
import io.kirinuki.worker.job.journal.Plan;
import io.kirinuki.worker.job.journal.Tally;
import io.kirinuki.worker.job.redrive.DismissKind;
import io.kirinuki.worker.job.redrive.RedriveKind;
import io.kirinuki.worker.job.redrive.RedrivePlan;
import io.kirinuki.worker.job.redrive.Redrives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters that come back, by the command line, with real Kafka and real S3. */
@Timeout(240)
class RedriveIT {
    private static final int PARTITIONS = 2;

    @TempDir
    private Path folder;

    private final Outage outage = new Outage();
    private EmbeddedServers servers;
    private Shelf shelf;
    private Topics topics;
    private TestWorker worker;
    private Upstream upstream;
    private JobAnswers answers;
    private Map<String, String> environment;

    @BeforeEach
    void start() throws Exception {
        servers = EmbeddedServers.start(folder.resolve("servers"));
        servers.createBucket(Shelf.PHOTOS);
        servers.createBucket(TestWorker.ARTIFACTS);
        shelf = new Shelf(servers);
        topics = new Topics("redrive", PARTITIONS);
        for (String topic : topics.all()) servers.createTopic(topic, PARTITIONS);
        servers.createTopic(topics.backfill(), PARTITIONS);
        String rules = Files.writeString(folder.resolve("rules.yaml"), "rules: [{ bucket: photos, pipeline: mask }]")
                .toString();
        Map<String, String> settings =
                Map.of("topics.backfill", topics.backfill(), "doors.rules", rules, "flow.retry.max-attempts", "1");
        worker = TestWorker.start(servers, topics, folder.resolve("state"), settings, outage);
        environment = TestWorker.environment(servers, topics, folder.resolve("state"), settings);
        upstream = new Upstream(servers, topics);
        answers = new JobAnswers(servers, topics);
    }

    @AfterEach
    void stop() {
        answers.close();
        upstream.close();
        worker.close();
        shelf.close();
        servers.close();
    }

    @Test
    void anOutagesDeadLettersComeHomeOnceThoughTheRedriveIsKilled() throws Exception {
        Map<Position, ProducerRecord<byte[], byte[]>> asked = new HashMap<>();
        outage.begin();
        for (int i = 0; i < 300; i++) {
            ObjectRef photo = upload("photo-" + i, i);
            byte[] value = Json.write(ImageRequest.of("request " + i, photo, "mask"));
            ask(
                    asked,
                    new ProducerRecord<>(
                            i % 5 == 0 ? topics.backfill() : topics.requests(), i / 2 % PARTITIONS, key(i), value));
        }
        ask(asked, new ProducerRecord<>(topics.requests(), key(300), notification("a", "b", "c")));
        List<Position> all = new ArrayList<>(asked.keySet());
        Position notified = all.stream()
                .filter(position -> asked.get(position).key()[0] == key(300)[0])
                .findFirst()
                .orElseThrow();
        all.remove(notified);
        for (int index = 0; index < 3; index++) {
            all.add(new Position(notified.topic(), notified.partition(), notified.offset(), Optional.of(index)));
        }
        upstream.awaitAll(all);
        assertThat(upstream.deadLetters()).isEqualTo(303);
        outage.end();

        assertThat(failures("list").out()).endsWith("open 303: Refused 303\n");
        assertThat(failures("redrive", "--dry-run").out()).containsPattern("to send +303\nanswers +303\n");
        CommandProcess killed = process("redrive", "--rate", "60/s");
        await().atMost(Duration.ofSeconds(60)).until(() -> sent() >= 60);
        killed.kill();
        long sent = sent();
        assertThat(sent).isBetween(60L, 280L);
        JobState job = redrives().getFirst();

        CommandCall second = failures("redrive");
        assertThat(second.exit()).isEqualTo(2);
        assertThat(second.err()).contains("`kirinuki failures redrive resume " + job.id() + "`");
        assertThat(failures("list", "--limit", "0").out())
                .endsWith("open %d: Refused %d\n".formatted(303 - sent, 303 - sent));
        CommandCall resumed = failures("redrive", "resume", job.id());
        assertThat(resumed.exit()).as(resumed.err()).isZero();
        assertThat(resumed.out()).containsPattern("sent +303\nanswered +303 of 303\ndone +303\n");

        assertThat(answers.of(job.id()))
                .hasSize(303)
                .allSatisfy((letter, answered) ->
                        assertThat(answered).singleElement().isInstanceOf(ImageResult.class));
        assertThat(upstream.deadLetters()).isEqualTo(303);
        assertBackWhereTheyWere(asked);

        CommandCall again = failures("redrive");
        assertThat(again.exit()).isZero();
        assertThat(again.out()).containsPattern("left +303: closed before 303\nsent +0\n");
        assertThat(failures("list", "--all", "--limit", "1").out())
                .contains(job.id())
                .endsWith("The newest 1 of 303.\nopen 0\nclosed 303: Refused 303\n");
    }

    /** Each record that asked by itself is in its topic and partition twice, with the same key and value. */
    private void assertBackWhereTheyWere(Map<Position, ProducerRecord<byte[], byte[]>> asked) {
        Map<String, List<Integer>> partitions = new HashMap<>();
        for (String topic : List.of(topics.requests(), topics.backfill())) {
            for (var record : records(topic)) {
                partitions
                        .computeIfAbsent(
                                topic + new String(record.key(), UTF_8) + new String(record.value(), UTF_8),
                                text -> new ArrayList<>())
                        .add(record.partition());
            }
        }
        asked.forEach((position, record) -> {
            if (record.key()[0] == key(300)[0]) return;
            assertThat(partitions.get(
                            record.topic() + new String(record.key(), UTF_8) + new String(record.value(), UTF_8)))
                    .containsExactly(position.partition(), position.partition());
        });
    }

    @Test
    void aRecordThatAlwaysFailsIsHeldBack() throws Exception {
        Position asked = upstream.ask(ImageRequest.of("none", ObjectRef.of(Shelf.PHOTOS, "none.png"), "mask"));
        assertThat(upstream.answer(asked).answer()).isInstanceOf(ImageFailure.class);
        for (int trip = 1; trip <= 2; trip++) {
            CommandCall ran = failures("redrive", "--max-redrives", "2");
            assertThat(ran.exit()).as("all answered, some with failures").isEqualTo(3);
            assertThat(ran.out()).containsPattern("sent +1\n").containsPattern("failed +1: NotFound 1\n");
            assertThat(failures("list").out()).endsWith("open 1: NotFound 1\n");
        }
        CommandCall held = failures("redrive", "--max-redrives", "2");
        assertThat(held.exit()).isZero();
        assertThat(held.out()).containsPattern("left +3: closed before 2, held back 1\nsent +0\n");
        CommandCall failed = failures("list", "--where", "redrives=2, key=none.*");
        assertThat(failed.out()).contains("s3://photos/none.png").endsWith("open 1: NotFound 1\n");

        upload("none", 7);
        CommandCall home = failures("redrive");
        assertThat(home.exit()).isZero();
        assertThat(home.out()).containsPattern("sent +1\nanswered +1 of 1\ndone +1\n");
        assertThat(failures("list").out()).isEqualTo("open 0\n");
    }

    @Test
    void whatNoDoorCanReadKeepsItsBytesThroughTwoTrips() throws Exception {
        byte[] key = {'k', (byte) 0xff, 0};
        byte[] value = {'{', (byte) 0xff, 27, '"'};
        List<Header> headers = List.of(
                new RecordHeader("twice", new byte[] {1, (byte) 0xfe}),
                new RecordHeader("twice", new byte[0]),
                new RecordHeader("no value", null));
        Position asked = upstream.send(new ProducerRecord<>(topics.requests(), 1, key, value, headers));
        upstream.answer(asked);
        for (int trip = 1; trip <= 2; trip++) {
            assertThat(failures("redrive").exit()).isEqualTo(3);
        }
        List<ConsumerRecord<byte[], byte[]>> letters = records(topics.failures());
        assertThat(letters).hasSize(3);
        for (ConsumerRecord<byte[], byte[]> letter : letters) {
            assertThat(letter.key()).isEqualTo(key);
            assertThat(letter.value()).isEqualTo(value);
            assertThat(letter.headers().toArray()).startsWith(headers.toArray(Header[]::new));
        }
        ConsumerRecord<byte[], byte[]> last = letters.getLast();
        assertThat(header(last, "x-replay-count")).isEqualTo("2");
        assertThat(header(last, "x-replay-of")).isEqualTo(asked.toString());

        Path written = folder.resolve("value");
        CommandCall shown = failures("show", position(last).toString(), "--value", written.toString());
        assertThat(shown.out())
                .containsPattern("state +open\nfailure +InvalidRequest, permanent\n")
                .containsPattern("redrives +2\nread from +redrive-requests-1@[0-9]+\n")
                .contains("  twice: 0x01fe\n", "  no value: (null)\n", "x-attempt: 1\n")
                .contains("7b ff 1b 22")
                .doesNotContain("\033");
        assertThat(written).hasBinaryContent(value);
        assertThat(failures("show", "1@99999").exit()).as("behind the end").isEqualTo(2);
        CommandCall first = failures(
                "show",
                letters.getFirst().partition() + "@" + letters.getFirst().offset());
        assertThat(first.out()).contains("closed: sent again by redrive-");
    }

    @Test
    void whatACancelledRedriveDidNotReachGoesWithTheNextOfAnyTerms() throws Exception {
        for (int i = 0; i < 60; i++) {
            upstream.ask(ImageRequest.of("late " + i, ObjectRef.of(Shelf.PHOTOS, "late-" + i + ".png"), "mask"));
        }
        upstream.ask(key(1), "{".getBytes(UTF_8));
        await().until(() -> upstream.deadLetters() == 61);
        for (int i = 0; i < 60; i++) upload("late-" + i, i);

        CommandProcess killed = process("redrive", "--rate", "20", "--where", "failure=NotFound");
        await().atMost(Duration.ofSeconds(60)).until(() -> sent() >= 10);
        killed.kill();
        JobState job = redrives().getFirst();
        assertThat(failures("redrive", "cancel", job.id()).exit()).isZero();
        long sent = sent();
        assertThat(sent).isLessThan(60);
        CommandCall rest = failures("redrive", "--where", "suffix=.png");
        assertThat(rest.out()).containsPattern("sent +%d\n".formatted(60 - sent));
        CommandCall all = failures("redrive");
        assertThat(all.out()).containsPattern("left +60: closed before 60\nsent +1\n");
        assertThat(failures("redrive", "list").out())
                .contains(job.id() + "  cancelled  " + sent)
                .contains("where suffix=.png");
        assertThat(records(topics.requests())).hasSize(61 + 61);
    }

    /** Both orders in which two may meet between their looks at the journal, and then as it happens. */
    @Tag("long")
    @Test
    void ofTwoRedrivesThatBeginAtOnceOneSendsAndWhatIsDismissedStays() throws Exception {
        for (int i = 0; i < 40; i++) {
            upstream.ask(ImageRequest.of("twin " + i, ObjectRef.of(Shelf.PHOTOS, "twin-" + i + ".png"), "mask"));
        }
        upstream.ask(ImageRequest.of("odd", ObjectRef.of(Shelf.PHOTOS, "odd, or not.png"), "mask"));
        await().until(() -> upstream.deadLetters() == 41);
        dismissed();
        for (int i = 0; i < 40; i++) upload("twin-" + i, i);

        AtomicReference<Jobs> other = new AtomicReference<>(jobs(new RedriveKind()));
        JobState slow = redrive(other.get(), "prefix=twin-1");
        assertThatThrownBy(() -> jobs(new RedriveKind())
                        .open(
                                slow,
                                state -> {
                                    finish(
                                            other.get(),
                                            redrive(
                                                    other.get(),
                                                    "prefix=twin-1")); // begun and fenced, and not yet written
                                    return new RedriveKind().feed(other.get(), state);
                                },
                                QUIET))
                .isInstanceOf(StartException.class);
        assertThat(records(topics.requests()))
                .as("sent by the faster one alone")
                .hasSize(41 + 11);

        AtomicReference<JobRun> first = new AtomicReference<>();
        Kind late = new LateKind(() -> first.set(other.get().open(redrive(other.get(), "prefix=twin-2"), QUIET)));
        Jobs second = jobs(late);
        assertThatThrownBy(() -> second.open(redrive(second, "prefix=twin-2"), QUIET))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("is not ended");
        assertThat(first.get().run()).as("its turn was taken, and it stops").isEqualTo(JobRun.Ending.TAKEN_OVER);
        first.get().close();
        assertThat(records(topics.requests())).as("nothing was sent").hasSize(41 + 11);
        assertThat(failures("redrive", "resume", first.get().state().id()).out())
                .containsPattern("sent +11\n");

        try (ExecutorService both = Executors.newFixedThreadPool(2)) {
            List<Future<CommandCall>> calls =
                    List.of(both.submit(() -> failures("redrive")), both.submit(() -> failures("redrive")));
            for (Future<CommandCall> call : calls) {
                assertThat(call.get().exit()).as(call.get().toString()).isIn(0, 2, 4);
            }
        }
        redrives().stream()
                .filter(job -> job.status() == JobState.Status.OPEN)
                .forEach(job -> failures("redrive", "resume", job.id()));
        assertThat(records(topics.requests())).as("each sent again once").hasSize(41 + 40);
        assertThat(failures("list").out()).endsWith("dismissed 1: NotFound 1\nopen 0\n");
        assertThat(failures("redrive", "--dismissed").out()).containsPattern("sent +1\n");
        assertThat(records(topics.requests())).hasSize(41 + 41);
    }

    /** The one with a comma in its key, by a condition that has it too. */
    private void dismissed() {
        String odd = "key=\"odd, or not.png\"";
        assertThat(failures("dismiss", "--why", "nobody says which").err()).contains("--all dismisses all");
        assertThat(failures("dismiss", "--where", odd).err()).contains("--why");
        String[] terms = {"dismiss", "--where", odd, "--by", "ann", "--why", "the customer has withdrawn it"};
        CommandCall dry =
                failures(Stream.concat(Stream.of(terms), Stream.of("--dry-run")).toArray(String[]::new));
        assertThat(dry.out()).contains("outcome    41: not meant 40, dismissed 1");
        assertThat(failures("list", "--where", odd).out()).endsWith("open 1: NotFound 1\n");
        CommandCall done = failures(terms);
        assertThat(done.exit()).as(done.toString()).isZero();
        assertThat(done.out()).contains("outcome    41: not meant 40, dismissed 1");
        assertThat(failures(terms).out()).contains("outcome    41: not meant 40, dismissed before 1");

        CommandCall listed = failures("list", "--dismissed");
        assertThat(listed.out())
                .contains("dismissed by ann: the customer has withdrawn it", "odd, or not.png")
                .endsWith("dismissed 1: NotFound 1\nopen 40: NotFound 40\n");
        String position = listed.out().lines().skip(1).findFirst().orElseThrow().split(" ", 2)[0];
        assertThat(failures("show", position).out())
                .containsPattern("state +dismissed by ann at .*: the customer has withdrawn it \\(dismissal-");
        assertThat(failures("redrive", "--dry-run", "--where", "position=" + position)
                        .out())
                .contains("dismissed before 1", "to send    0");
        assertThat(failures("dismiss", "list").out()).contains("dismissed by ann");
        assertThat(failures("dismiss", position, "--why", "twice").out()).contains("outcome    1: dismissed before 1");
    }

    private Jobs jobs(Kind kind) {
        return new Jobs(
                ConfigReader.read(Optional.empty(), environment, Map.of()).config(), List.of(kind, new DismissKind()));
    }

    private static JobState redrive(Jobs jobs, String where) throws InterruptedException {
        RedrivePlan plan = new Redrives(jobs).plan(new Moment.Earliest(), new Moment.Latest(), where, 3, false);
        return jobs.fresh(JobIds.fresh(RedrivePlan.KIND, Instant.now()), plan, Optional.of(100), Optional.empty());
    }

    private static void finish(Jobs jobs, JobState job) throws InterruptedException {
        try (JobRun run = jobs.open(job, QUIET)) {
            assertThat(run.run()).isEqualTo(JobRun.Ending.DONE);
        }
    }

    private static final JobRun.Listener QUIET = new JobRun.Listener() {
        @Override
        public void reached(JobState state, Tally tally, long reached, long total) {}

        @Override
        public void quiet(Duration how, JobState state, Tally tally) {}
    };

    /** Redrives that meet another one behind their first look at whose turn it is. */
    private record LateKind(Meeting meeting) implements Kind {
        @FunctionalInterface
        private interface Meeting {
            void take() throws InterruptedException;
        }

        private static final RedriveKind REDRIVE = new RedriveKind();

        @Override
        public String name() {
            return REDRIVE.name();
        }

        @Override
        public String command() {
            return REDRIVE.command();
        }

        @Override
        public Class<? extends Plan> plan() {
            return REDRIVE.plan();
        }

        @Override
        public Unit unit() {
            return REDRIVE.unit();
        }

        @Override
        public List<String> topics(TopicsConfig topics, Plan plan) {
            return REDRIVE.topics(topics, plan);
        }

        @Override
        public void checkTurn(Jobs jobs, JobState job) {
            REDRIVE.checkTurn(jobs, job);
            try {
                meeting.take();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public Feed feed(Jobs jobs, JobState job) throws InterruptedException {
            return REDRIVE.feed(jobs, job);
        }
    }

    @Test
    void lettersOfOthersGoWhereTheirHeadersSayOrStay() throws Exception {
        byte[] request = Json.write(ImageRequest.of("other", upload("other", 3), "mask"));
        bury(request, Map.of());
        bury(request, Map.of("kafka_dlt-original-topic", topics.backfill(), "kafka_dlt-exception-fqcn", "a.Spring"));
        bury(request, Map.of("__connect.errors.topic", "elsewhere", "__connect.errors.exception.class.name", "a.Sink"));
        bury(null, Map.of("__streams.errors.topic", topics.requests(), "x-omitted-bytes", "1048000"));
        assertThat(failures("list").out()).endsWith("open 4: unknown 2, Sink 1, Spring 1\n");
        CommandCall ran = failures("redrive");
        assertThat(ran.exit()).isZero();
        assertThat(ran.out())
                .containsPattern("left +2: of another topic 1, value left out 1\nsent +2\nanswered +2 of 2\n");
        assertThat(records(topics.requests())).hasSize(1);
        assertThat(records(topics.backfill()))
                .hasSize(1)
                .allSatisfy(record -> assertThat(record.headers())
                        .extracting(Header::key)
                        .containsExactlyInAnyOrder("x-job-id", "x-replay-of", "x-replay-count"));
    }

    private void bury(byte[] value, Map<String, String> headers) throws Exception {
        List<Header> all = headers.entrySet().stream()
                .<Header>map(header ->
                        new RecordHeader(header.getKey(), header.getValue().getBytes(UTF_8)))
                .toList();
        upstream.send(new ProducerRecord<>(topics.failures(), 0, key(1), value, all));
    }

    private CommandCall failures(String... arguments) {
        return CommandCall.of(environment, words(arguments));
    }

    private CommandProcess process(String... arguments) throws IOException {
        return CommandProcess.start(folder.resolve("redrive.log"), environment, words(arguments));
    }

    private static String[] words(String... arguments) {
        return Stream.concat(Stream.of("failures"), Stream.of(arguments)).toArray(String[]::new);
    }

    /** By the journal. */
    private List<JobState> redrives() {
        return new Jobs(
                        ConfigReader.read(Optional.empty(), environment, Map.of())
                                .config(),
                        List.of(new RedriveKind()))
                .all(RedrivePlan.KIND);
    }

    private long sent() {
        return redrives().stream().mapToLong(JobState::sent).sum();
    }

    private ObjectRef upload(String name, int colour) throws Exception {
        return shelf.put(
                name + ".png", Pictures.plain(24, 24, colour * 2654435761L).bytes());
    }

    private void ask(Map<Position, ProducerRecord<byte[], byte[]>> asked, ProducerRecord<byte[], byte[]> record)
            throws Exception {
        asked.put(upstream.send(record), record);
    }

    private static byte[] key(int i) {
        return (i == 300 ? "notified" : "key " + i).getBytes(UTF_8);
    }

    private byte[] notification(String... names) throws Exception {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            upload(names[i], 1000 + i);
            events.add("""
                {"eventName": "ObjectCreated:Put", "s3": {"bucket": {"name": "photos"}, "object": {"key": "%s.png"}}}\
                """.formatted(names[i]));
        }
        return "{\"Records\": [%s]}".formatted(String.join(", ", events)).getBytes(UTF_8);
    }

    /** All that is committed by now. */
    private List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers.bootstrap(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(one -> consumer.position(one) < end.get(one))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    private static Position position(ConsumerRecord<byte[], byte[]> record) {
        return new Position(record.topic(), record.partition(), record.offset());
    }

    /** Empty where there is none. */
    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }
}
