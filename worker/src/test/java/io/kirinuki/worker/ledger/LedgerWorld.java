package io.kirinuki.worker.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.batch.Tenant;
import io.kirinuki.batch.Traffic;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.Position;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Kafka as the ledger sees it, turned by hand: input, changelogs, answers and offsets that are committed together or not
 * at all, and processes of one stream thread each that live, die and hand over. A value that starts with {@code killer}
 * kills the process that begins it.
 */
final class LedgerWorld {
    static final Duration TICK = Duration.ofMillis(10);

    /** An answer, or a dead letter, that is committed. */
    record Sent(Position position, String what, String sink) {}

    /** What a process was working on when it died. */
    record Death(Set<Position> running) {}

    /** Against whom a new owner holds one death more. */
    record Blame(List<Position> positions) {}

    final List<List<Record<byte[], byte[]>>> input = new ArrayList<>();
    final List<Sent> sent = new ArrayList<>();
    final List<Death> deaths = new ArrayList<>();
    final List<Blame> blames = new ArrayList<>();
    /** By any life. */
    final Set<Position> everBegun = new HashSet<>();

    final List<Life> processes = new ArrayList<>();
    final LedgerConfig.Order order;
    private final OptionalInt ofATenant;
    long clock = 1_795_000_000_000L;

    /** Writes into ledgers. */
    int puts;

    /** Attempts at requests that somebody else wrote over. */
    int garbled;

    private final List<TreeMap<String, byte[]>> changelogs = new ArrayList<>();
    private final long[] offsets;
    private final Life[] owners;

    LedgerWorld(int partitions, int processCount, LedgerConfig.Order order) {
        this(partitions, processCount, order, OptionalInt.empty());
    }

    /** @param ofATenant that are begun at a time, of three who take turns */
    LedgerWorld(int partitions, int processCount, LedgerConfig.Order order, OptionalInt ofATenant) {
        this.order = order;
        this.ofATenant = ofATenant;
        offsets = new long[partitions];
        owners = new Life[partitions];
        for (int i = 0; i < processCount; i++) processes.add(new Life());
        for (int p = 0; p < partitions; p++) {
            input.add(new ArrayList<>());
            changelogs.add(new TreeMap<>());
            assign(p, processes.get(p % processCount));
        }
    }

    Life owner(int partition) {
        return owners[partition];
    }

    NavigableMap<String, byte[]> changelog(int partition) {
        return changelogs.get(partition);
    }

    private void assign(int partition, Life to) {
        owners[partition] = to;
        Map<Position, Integer> before = deathsOf(changelogs.get(partition));
        Task task = new Task(partition, to);
        to.tasks.put(partition, task);
        Map<Position, Integer> after = deathsOf(task.store);
        after.keySet().removeIf(position -> after.get(position) <= before.getOrDefault(position, 0));
        blames.add(new Blame(List.copyOf(after.keySet())));
        if (to.doomed) die(to);
    }

    /** By request. */
    static Map<Position, Integer> deathsOf(Map<String, byte[]> changelog) {
        Map<Position, Integer> deaths = new TreeMap<>();
        for (byte[] value : changelog.values()) {
            LedgerEntry entry = LedgerSerde.serde().deserializer().deserialize("ledger", value);
            boolean stranger = entry == null || entry.position() == null; // of somebody else's bytes
            if (!stranger) deaths.put(entry.position(), entry.deaths());
        }
        return deaths;
    }

    static Tenant tenantOf(Position position) {
        return new Tenant("tenant " + position.offset() % 3);
    }

    static boolean hasDeadline(Position position) {
        return position.offset() % 4 == 0;
    }

    /** Puts a record of so many requests into the partition. */
    void ask(int partition, Optional<String> key, String value, int shares) {
        input.get(partition)
                .add(new Record<>(
                        key.map(text -> text.getBytes(UTF_8)).orElse(null),
                        (shares + ":" + value).getBytes(UTF_8),
                        clock));
    }

    /** In order, as by a rebalance: Streams commits where the task has worked since the last commit. */
    void move(int partition, Life to) {
        Life from = owners[partition];
        if (from == to) return;
        Custody custody = from.ledgers.custody();
        var taken = List.of(from.tasks.get(partition).topicPartition());
        if (custody.anySuspectRuns() && !custody.canHandOver(Set.copyOf(taken))) { // as PartingConsumer has it
            from.tick(TICK);
            if (from.doomed) {
                die(from);
                return;
            }
        }
        custody.handOver(taken);
        if (from.tasks.get(partition).commitNeeded) from.commit();
        from.tasks.remove(partition).close();
        assign(partition, to);
    }

    /** As of a process that was frozen, and comes back when all is over: nothing of it is committed. */
    void lose(int partition, Life to) {
        Life from = owners[partition];
        if (from == to) return;
        deaths.add(new Death(from.running(partition)));
        Task lost = from.tasks.remove(partition);
        assign(partition, to);
        lost.close();
        from.abort();
    }

    void die(Life process) {
        deaths.add(new Death(process.running()));
        replace(process);
    }

    /** As SIGTERM does. */
    void stop(Life process) throws InterruptedException {
        process.ledgers.handOver(Duration.ZERO);
        for (int i = 0; i < 2; i++) {
            process.tick(TICK);
            process.commit();
        }
        process.tick(TICK);
        if (process.doomed) {
            die(process);
            return;
        }
        List.copyOf(process.tasks.values()).forEach(Task::close);
        replace(process);
    }

    private void replace(Life process) {
        int index = processes.indexOf(process);
        Life next = new Life();
        processes.set(index, next);
        for (int p = 0; p < owners.length; p++) if (owners[p] == process) assign(p, next);
    }

    /** A life of a worker. */
    final class Life implements Attempt<String> {
        final Ledgers ledgers;
        final Map<Integer, Task> tasks = new TreeMap<>();
        final Map<Position, CompletableFuture<Outcome<String>>> begun = new TreeMap<>();
        boolean doomed;

        private Life() {
            var retry = RetryPolicy.exponential(3, Duration.ofSeconds(1), Duration.ofSeconds(4), 2.0, 0.0);
            ledgers = new Ledgers(
                    new LedgerConfig(order, retry, TICK, Duration.ofMillis(500), ofATenant), LedgerListener.NONE);
        }

        Set<Position> running() {
            Set<Position> running = new HashSet<>();
            begun.forEach((position, future) -> {
                if (!future.isDone()) running.add(position);
            });
            return running;
        }

        private Set<Position> running(int partition) {
            Set<Position> running = running();
            running.removeIf(position -> position.partition() != partition);
            return running;
        }

        /** Gives the partition's next record to its task, where there is one; true where there was. */
        boolean poll(int partition) {
            Task task = tasks.get(partition);
            if (task.next >= input.get(partition).size()) return false;
            task.process();
            endIfDoomed();
            return true;
        }

        void tick(Duration after) {
            clock += after.toMillis();
            List.copyOf(tasks.values()).forEach(Task::tick);
        }

        void tickAndSurvive(Duration after) {
            tick(after);
            endIfDoomed();
        }

        private void endIfDoomed() {
            if (doomed && processes.contains(this)) die(this);
        }

        void commit() {
            tasks.values().forEach(Task::commit);
            ledgers.custody().commits().committed();
        }

        /** As TaskCorruptedException does: the transaction is aborted, and the same processors begin again. */
        void abort() {
            for (Task task : List.copyOf(tasks.values())) task.revive();
            endIfDoomed();
        }

        @Override
        public Tenant tenant(LedgerEntry entry) {
            return tenantOf(entry.position());
        }

        @Override
        public Optional<Instant> deadline(LedgerEntry entry) {
            return Optional.of(Instant.ofEpochMilli(entry.timestamp()).plusSeconds(5))
                    .filter(soon -> hasDeadline(entry.position()));
        }

        @Override
        public CompletableFuture<Outcome<String>> begin(LedgerEntry entry) {
            if (entry.wasGarbled()) garbled++;
            else if (value(entry).startsWith("killer")) doomed = true;
            everBegun.add(entry.position());
            var future = new CompletableFuture<Outcome<String>>();
            begun.put(entry.position(), future);
            return future;
        }
    }

    static String value(LedgerEntry entry) {
        return new String(entry.value().orElseThrow(), UTF_8);
    }

    /** A task on a process, from restore to close; its processor outlives aborts. */
    final class Task {
        private final int partition;
        private final Life process;
        private final LedgerProcessor<String> processor;
        private TreeMap<String, byte[]> store;
        private List<Sent> outgoing;
        private long next;
        private boolean commitNeeded;
        final List<Punctuator> punctuators = new ArrayList<>();

        private Task(int partition, Life process) {
            this.partition = partition;
            this.process = process;
            process.tasks.put(partition, this);
            Lane lane = Lane.of("requests", Traffic.LIVE, "results", "failures");
            processor = new LedgerProcessor<>(
                    new LedgerSupplier<>(process.ledgers, lane, LedgerWorld::shares, process, new Words()));
            begin();
        }

        private void begin() {
            store = new TreeMap<>(changelogs.get(partition));
            outgoing = new ArrayList<>();
            next = offsets[partition];
            commitNeeded = false;
            processor.init(context());
        }

        private TopicPartition topicPartition() {
            return new TopicPartition("requests", partition);
        }

        private void process() {
            Record<byte[], byte[]> record = input.get(partition).get((int) next);
            next++;
            processor.process(record);
            commitNeeded = true;
        }

        private void tick() {
            for (Punctuator punctuator : List.copyOf(punctuators)) {
                punctuator.punctuate(clock);
                commitNeeded = true;
            }
        }

        private void commit() {
            changelogs.set(partition, new TreeMap<>(store));
            offsets[partition] = next;
            sent.addAll(outgoing);
            outgoing.clear();
            commitNeeded = false;
        }

        private void revive() {
            processor.close();
            begin();
        }

        private void close() {
            processor.close();
            process.begun.keySet().removeIf(position -> position.partition() == partition);
        }

        @SuppressWarnings("unchecked")
        private ProcessorContext<byte[], byte[]> context() {
            return (ProcessorContext<byte[], byte[]>) Proxy.newProxyInstance(
                    LedgerWorld.class.getClassLoader(),
                    new Class<?>[] {ProcessorContext.class},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "getStateStore" -> store();
                        case "applicationId" -> "world";
                        case "taskId" -> new TaskId(0, partition);
                        case "currentSystemTimeMs" -> clock;
                        case "recordMetadata" -> Optional.of(metadata());
                        case "commit" -> null;
                        case "forward" -> forward((Record<byte[], byte[]>) arguments[0], (String) arguments[1]);
                        case "schedule" -> schedule((Duration) arguments[0], (Punctuator) arguments[2]);
                        default -> throw new UnsupportedOperationException(method.getName());
                    });
        }

        private Cancellable schedule(Duration every, Punctuator punctuator) {
            if (every.toMillis() >= 1000) return () -> {}; // where a consumer stands: this world has none
            punctuators.add(punctuator);
            return () -> punctuators.remove(punctuator);
        }

        private Object forward(Record<byte[], byte[]> record, String sink) {
            String[] words = new String(record.value(), UTF_8).split(" ", 2);
            outgoing.add(new Sent(Position.parse(words[0]).orElseThrow(), words[1], sink));
            return null;
        }

        private RecordMetadata metadata() {
            return (RecordMetadata) Proxy.newProxyInstance(
                    LedgerWorld.class.getClassLoader(),
                    new Class<?>[] {RecordMetadata.class},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "topic" -> "requests";
                        case "partition" -> partition;
                        case "offset" -> next - 1;
                        default -> throw new UnsupportedOperationException(method.getName());
                    });
        }

        @SuppressWarnings("unchecked")
        private KeyValueStore<String, LedgerEntry> store() {
            var serde = LedgerSerde.serde();
            return (KeyValueStore<String, LedgerEntry>) Proxy.newProxyInstance(
                    LedgerWorld.class.getClassLoader(),
                    new Class<?>[] {KeyValueStore.class},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "get" -> serde.deserializer().deserialize("ledger", store.get((String) arguments[0]));
                        case "put" -> {
                            if (arguments[1] == null) yield store.remove((String) arguments[0]); // as Streams' own do
                            puts++;
                            yield store.put(
                                    (String) arguments[0],
                                    serde.serializer().serialize("ledger", (LedgerEntry) arguments[1]));
                        }
                        case "all" -> rows(store);
                        default -> throw new UnsupportedOperationException(method.getName());
                    });
        }
    }

    private static KeyValueIterator<String, LedgerEntry> rows(Map<String, byte[]> store) {
        Iterator<Map.Entry<String, byte[]>> rows = new ArrayList<>(store.entrySet()).iterator();
        return new KeyValueIterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public KeyValue<String, LedgerEntry> next() {
                var row = rows.next();
                return KeyValue.pair(
                        row.getKey(), LedgerSerde.serde().deserializer().deserialize("ledger", row.getValue()));
            }

            @Override
            public String peekNextKey() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {}
        };
    }

    private static List<Intake.Share> shares(Record<byte[], byte[]> record) {
        String[] words = new String(record.value(), UTF_8).split(":", 2);
        int count = Integer.parseInt(words[0]);
        byte[] value = words[1].getBytes(UTF_8);
        if (count == 1) return List.of(new Intake.Share(Optional.empty(), value));
        List<Intake.Share> shares = new ArrayList<>();
        for (int i = 0; i < count; i++) shares.add(new Intake.Share(Optional.of(i), value));
        return shares;
    }

    /** Answers that say whose they are. */
    private static final class Words implements Answers<String> {
        @Override
        public Record<byte[], byte[]> result(LedgerEntry entry, String success, Instant now) {
            return record(entry, "done", now);
        }

        @Override
        public List<String> sinks(String success) {
            return List.of("results");
        }

        @Override
        public Record<byte[], byte[]> failure(LedgerEntry entry, Failure failure, Instant now) {
            return record(entry, failure.name(), now);
        }

        @Override
        public Record<byte[], byte[]> deadLetter(LedgerEntry entry, Failure failure, Instant now) {
            return record(entry, failure.name(), now);
        }

        private static Record<byte[], byte[]> record(LedgerEntry entry, String what, Instant now) {
            return new Record<>(
                    entry.key().orElse(null), (entry.position() + " " + what).getBytes(UTF_8), now.toEpochMilli());
        }
    }

    /** Lets all that is open come to its end, with nothing but what killers do. */
    void drain() {
        for (int round = 0; round < 6_000; round++) {
            boolean polled = false;
            for (int p = 0; p < owners.length; p++) polled |= owners[p].poll(p);
            for (Life process : List.copyOf(processes)) {
                if (!processes.contains(process)) continue;
                List.copyOf(process.begun.entrySet())
                        .forEach(entry -> entry.getValue().complete(Outcome.done("")));
                process.begun.values().removeIf(CompletableFuture::isDone);
                process.tickAndSurvive(Duration.ofSeconds(11));
                if (processes.contains(process)) process.commit();
            }
            if (!polled && changelogs.stream().allMatch(Map::isEmpty)) return;
        }
        throw new AssertionError("what is in flight does not come to its end: " + changelogs);
    }
}
