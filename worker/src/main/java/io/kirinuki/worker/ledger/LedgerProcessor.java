package io.kirinuki.worker.ledger;

import io.kirinuki.batch.Tenant;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commit promise of one task. What a record asks for is put in the ledger before {@code process} returns, so its offset may be
 * committed at any time. When its outcome is there, the answer is forwarded and the entry deleted in one transaction.
 * Whatever a restored ledger holds was accepted and not answered: it is begun again, once what its last owner's end says
 * against it is committed (see {@link Suspicion}).
 *
 * <p>Threads: all methods run on the task's stream thread, which never waits for an outcome; but for {@link #parted}.
 *
 * <p>Transient failures wait in the ledger for their next attempt while other keys go on. A store outage costs no
 * attempt. A bug in what is called for a record costs that record: see {@link Firewall}.
 */
final class LedgerProcessor<T> implements Processor<byte[], byte[], byte[], byte[]>, Custody.Holder {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerProcessor.class);

    private record Due(Instant when, Position position) {}

    /** What begins once {@link Commits} have grown beyond a number; {@code urgent} where they are asked to. */
    private record Unsafe(long commits, Position position, boolean urgent) {}

    /**
     * What a life begins with, restored or read, begins only once its entry is committed, and the answer before it in its
     * chain. For what kills a worker before it commits leaves no trace to count by; the next life meets it again among its
     * first, and then it leaves one. More requests than a task reads within a transaction.
     */
    private static final int CAREFUL = 1_000;

    /** Requests in flight in this worker up to which a commit is asked for as soon as one of them waits for it. */
    private static final int FEW = 16;

    /** As long as a task has been given no record, it looks this often whether its place is known to the group. */
    private static final Duration STANDS = Duration.ofSeconds(2);

    private final LedgerSupplier<T> parts;
    private final Ledgers ledgers;
    private final Custody custody;
    private final Answering<T> answering;

    private ProcessorContext<byte[], byte[]> context;
    private TopicPartition partition;
    private Ledger ledger;
    private Chains chains;
    private PriorityQueue<Due> due;
    private Queue<Unsafe> unsafe;
    private Set<Position> careful;
    private int accepted;
    private long uncommittedSince;
    private int uncommitted;
    private Map<Position, Failure> refused;
    private Runs<T> runs;
    private Optional<Waiters> waiters;
    private Optional<Cancellable> ticking = Optional.empty();
    private Optional<Cancellable> standing = Optional.empty();
    private InFlight.Count count;
    private Settled settled;
    private long lastWorked;
    private Optional<Long> handedOver;
    private volatile boolean parted;

    LedgerProcessor(LedgerSupplier<T> parts) {
        this.parts = parts;
        ledgers = parts.ledgers();
        custody = ledgers.custody();
        answering = new Answering<>(parts.answers(), parts.lane(), ledgers.limits());
    }

    /** Streams may reuse a processor after closing it: nothing of an earlier life is kept. */
    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
        partition = new TopicPartition(parts.lane().topic(), context.taskId().partition());
        String changelog = Changelog.of(
                        context.applicationId(),
                        parts.lane().topic(),
                        parts.lane().suffix())
                .topic();
        ledger = new Ledger(
                context.getStateStore(parts.lane().ledger()),
                () -> custody.fence().changes(partition),
                () -> ledgers.limits().most(changelog));
        chains = new Chains(ledgers.config().order());
        due = new PriorityQueue<>(Comparator.comparing(Due::when));
        unsafe = new ArrayDeque<>();
        careful = new HashSet<>();
        accepted = 0;
        uncommittedSince = -1;
        uncommitted = 0;
        refused = new HashMap<>();
        runs = new Runs<>(parts.attempt(), custody);
        count = ledgers.inFlight().open(partition);
        waiters = ledgers.config().ofATenant().stream()
                .mapToObj(most -> new Waiters(most, count::count))
                .findFirst();
        settled = new Settled(custody.commits());
        lastWorked = -1;
        handedOver = Optional.empty();
        parted = false;
        List<LedgerEntry> restored = ledger.restored();
        custody.open(partition, this);
        takeOver(restored);
        standing = Optional.of(context.schedule(STANDS, PunctuationType.WALL_CLOCK_TIME, timestamp -> stand()));
    }

    /** Says where the partition is read to where Streams does not, which commits what it has consumed alone. */
    private void stand() {
        if (custody.fence().unsaid(partition) && !custody.parting()) ledger.touch();
    }

    private void takeOver(List<LedgerEntry> restored) {
        Map<String, Integer> lastHeld = custody.lastHeld(partition);
        long before = custody.commits().count();
        for (LedgerEntry entry : restored) {
            enter(entry);
            boolean first = chains.join(entry);
            if (!first) careful.add(entry.position());
            boolean rested =
                    entry.notBefore().isPresent() && entry.notBefore().get().isAfter(now());
            boolean mine = Optional.ofNullable(lastHeld.get(Ledger.id(entry.position())))
                    .filter(deaths -> deaths == entry.deaths())
                    .isPresent();
            Optional<Suspicion> suspicion =
                    Suspicion.takenOver(entry.suspicion(), custody.owner(), first && !rested && !mine);
            if (waiters.isPresent() && !(first && mayBegin(entry))) {
                takeOverWaiting(entry, suspicion, first);
                continue;
            }
            LedgerEntry taken = entry.suspected(suspicion);
            if (suspicion.equals(entry.suspicion())) {
                if (first) schedule(taken);
            } else {
                taken = ledger.put(taken.resting(now()));
                if (first) unsafe.add(new Unsafe(before, taken.position(), true));
            }
        }
        if (restored.isEmpty()) return;
        LOG.info(
                "Task {}: {} records were in flight when their last owner stopped; begun again",
                context.taskId(),
                restored.size());
        ledgers.listener().restored(restored.size());
    }

    /**
     * One that was never begun is left as it is, however many there are; whoever was marked as such while it is behind
     * another of its key says so until its turn comes, see {@link #comes}.
     */
    private void takeOverWaiting(LedgerEntry entry, Optional<Suspicion> suspicion, boolean first) {
        Optional<Suspicion> now =
                first || Suspicion.unbegun(entry.suspicion()) ? Suspicion.handedOver(suspicion) : suspicion;
        LedgerEntry taken = entry.suspected(now);
        if (!now.equals(entry.suspicion())) taken = ledger.put(taken.resting(now()));
        if (first) expires(taken);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        stopStanding();
        var metadata = context.recordMetadata().orElseThrow();
        Position whole = new Position(metadata.topic(), metadata.partition(), metadata.offset());
        switch (Firewall.call("the intake", whole, () -> parts.intake().shares(record))) {
            case Outcome.Done<List<Intake.Share>>(List<Intake.Share> shares) -> {
                for (Intake.Share share : shares) {
                    Position position = new Position(whole.topic(), whole.partition(), whole.offset(), share.index());
                    accept(LedgerEntry.accept(position, record.withValue(share.value())));
                }
            }
            case Outcome.Failed<List<Intake.Share>>(Failure bug) -> {
                refused.put(whole, bug);
                accept(LedgerEntry.accept(whole, record));
            }
        }
        settle();
        commitEarly();
        lastWorked = custody.commits().count();
    }

    /** One that has to wait for its tenant's turn is marked as never begun, so that no death counts against it. */
    private void accept(LedgerEntry asked) {
        LedgerEntry entry = ledger.fitting(asked);
        enter(entry);
        boolean first = chains.join(entry);
        boolean waits = first && !mayBegin(entry);
        boolean unbegun = waits || handedOver.isPresent();
        entry = ledger.put(unbegun ? entry.suspected(Suspicion.handedOver(entry.suspicion())) : entry);
        boolean many = waiters.isPresent() && manyUncommitted();
        if (waits) {
            expires(entry);
            return;
        }
        if (accepted < CAREFUL || many) careful.add(entry.position());
        if (accepted < CAREFUL) accepted++;
        if (first) scheduleOnceSafe(entry, false);
    }

    /** Reading on may bring more than the next life begins carefully, were they to be read again. */
    private boolean manyUncommitted() {
        long commits = custody.commits().count();
        if (commits != uncommittedSince) {
            uncommittedSince = commits;
            uncommitted = 0;
        }
        return ++uncommitted >= CAREFUL;
    }

    private void enter(LedgerEntry entry) {
        count.add(entry);
        waiters.ifPresent(each -> each.enter(entry.position(), tenant(entry)));
        // A punctuator that always runs would make an idle task commit: it lives only while records are in flight.
        if (ticking.isEmpty()) {
            ticking = Optional.of(
                    context.schedule(ledgers.config().tick(), PunctuationType.WALL_CLOCK_TIME, timestamp -> tick()));
        }
    }

    private void tick() {
        Instant now = now();
        while (!due.isEmpty() && !due.peek().when().isAfter(now)) {
            begin(ledger.entry(due.poll().position()));
        }
        beginWhatIsSafe();
        waiters.ifPresent(each -> beginExpired(each, now));
        runs.loosen(now);
        settle();
        count.resting(due.size());
        boolean visibleSoon = commitEarly();
        if (custody.parting()) part();
        lastWorked = custody.commits().count();
        if (count.value() == 0 && visibleSoon) stopTicking();
    }

    /**
     * Where little is in flight, nobody shares the commit that an answer waits for to be visible, or a request to begin:
     * it is asked for at once, as far as commits leave the thread time for its work. Returns false
     * where it is yet to be asked for.
     */
    private boolean commitEarly() {
        if (unsafe.isEmpty() && !settled.any()) return true;
        if (ledgers.inFlight().total() > FEW) return true; // the next of its interval is shared by many
        if (!custody.commits().rested()) return false;
        context.commit();
        return true;
    }

    private void stopTicking() {
        ticking.ifPresent(Cancellable::cancel);
        ticking = Optional.empty();
    }

    private void stopStanding() {
        standing.ifPresent(Cancellable::cancel);
        standing = Optional.empty();
    }

    /** Begins what the last commit has made safe, and lets those in whose turn has come. */
    private void beginWhatIsSafe() {
        long commits = custody.commits().count();
        while (!unsafe.isEmpty() && unsafe.peek().commits() < commits) {
            LedgerEntry entry = ledger.entry(unsafe.poll().position());
            if (runs.has(entry.position())) {
                runs.start(entry, now());
            } else {
                schedule(entry);
            }
        }
        Position next;
        while ((next = runs.nextAdmitted()) != null) admitted(ledger.entry(next));
        if (unsafe.stream().anyMatch(Unsafe::urgent)) context.commit();
    }

    private void scheduleOnceSafe(LedgerEntry entry, boolean urgent) {
        if (careful.remove(entry.position())) {
            unsafe.add(new Unsafe(custody.commits().count(), entry.position(), urgent));
        } else {
            schedule(entry);
        }
    }

    private void schedule(LedgerEntry entry) {
        if (entry.notBefore().isPresent() && entry.notBefore().get().isAfter(now())) {
            due.add(new Due(entry.notBefore().get(), entry.position()));
        } else {
            begin(entry);
        }
    }

    /** One that has its tenant's turn. */
    private void begin(LedgerEntry entry) {
        if (custody.parting()) return; // it stays in the ledger for its next owner
        Failure bug = refused.remove(entry.position());
        if (bug != null) {
            runs.refuse(entry, bug);
        } else if (entry.suspicion().filter(Suspicion::condemned).isPresent()) {
            int alone = Suspicion.CONDEMNED - Suspicion.ALONE;
            runs.refuse(entry, Failure.Poison.ofWorkers(entry.deaths(), alone));
        } else if (runs.ask(entry)) {
            admitted(entry);
        }
    }

    /**
     * Whoever was before it in its chain is answered, in the transaction under way: it begins, or waits for its tenant's
     * turn, and then is marked as never begun; a commit between the two would have a death counted against it.
     */
    private void comes(LedgerEntry entry) {
        if (!mayBegin(entry)) {
            careful.remove(entry.position());
            if (!Suspicion.unbegun(entry.suspicion())) {
                ledger.put(entry.suspected(Suspicion.handedOver(entry.suspicion())));
            }
            expires(entry);
        } else if (waiters.isPresent() && Suspicion.unbegun(entry.suspicion())) {
            careful.remove(entry.position());
            beginWaiter(entry.position(), true);
        } else {
            scheduleOnceSafe(entry, true);
        }
    }

    /** Whether it has its tenant's turn now; else {@link Waiters} give it later, see {@link #beginWaiter}. */
    private boolean mayBegin(LedgerEntry entry) {
        return waiters.isEmpty() || waiters.get().mayBegin(entry.position());
    }

    private void expires(LedgerEntry entry) {
        Position position = entry.position();
        told("the deadline", position, () -> parts.attempt().deadline(entry), Optional.<Instant>empty())
                .ifPresent(when -> waiters.orElseThrow().expires(position, when));
    }

    private Tenant tenant(LedgerEntry entry) {
        return told("the tenant", entry.position(), () -> parts.attempt().tenant(entry), Tenant.NONE);
    }

    private static <R> R told(String what, Position position, Supplier<R> call, R unless) {
        return switch (Firewall.call(what, position, call)) {
            case Outcome.Done<R>(R told) -> told;
            case Outcome.Failed<R> bug -> unless;
        };
    }

    private void beginExpired(Waiters others, Instant now) {
        Position next;
        while ((next = others.nextExpired(now)) != null) beginWaiter(next, false);
    }

    /**
     * Once that it may run is committed, and the answer that made room: should it kill this worker before, both would be
     * undone, and it would be read among those that wait again, for ever.
     */
    private void beginWaiter(Position position, boolean urgent) {
        if (custody.parting()) return;
        LedgerEntry entry = ledger.entry(position);
        ledger.put(entry.suspected(Suspicion.begun(entry.suspicion())));
        unsafe.add(new Unsafe(custody.commits().count(), position, urgent));
    }

    /** A suspect is marked before it begins, and begins once that is committed. */
    private void admitted(LedgerEntry entry) {
        if (custody.parting()) {
            runs.leave(entry.position());
        } else if (entry.width() == Company.Width.FREE) {
            runs.start(entry, now());
        } else {
            ledger.put(entry.suspected(Suspicion.running(entry.suspicion(), custody.owner())));
            unsafe.add(new Unsafe(custody.commits().count(), entry.position(), true));
            context.commit();
        }
    }

    private void settle() {
        Runs.Ended<T> next;
        while ((next = runs.nextEnded()) != null) {
            boolean suspected = runs.leave(next.position());
            if (suspected) context.commit(); // the shorter its mark stands, the less can be blamed on it
            LedgerEntry entry = ledger.entry(next.position());
            switch (next.outcome()) {
                case Outcome.Done<T>(T success) -> finish(entry, answering.success(entry, success, now()));
                case Outcome.Failed<T>(Failure failure) -> fail(entry, failure, next.last());
            }
        }
    }

    private void fail(LedgerEntry entry, Failure failure, boolean last) {
        Instant now = now();
        switch (failure.fate()) {
            case PERMANENT, POISON -> finish(entry, answering.failure(entry, failure, now));
            case TRANSIENT -> {
                if (failure instanceof Failure.Outage) {
                    unmark(entry);
                    due.add(new Due(now.plus(ledgers.config().outageWait()), entry.position()));
                } else if (last || ledgers.config().retry().exhausted(entry.attempt())) {
                    finish(entry, answering.failure(entry, failure, now));
                } else {
                    Duration wait = ledgers.config().retry().wait(entry.attempt(), after(failure));
                    LedgerEntry waiting = ledger.put(entry.failed(now, now.plus(wait)));
                    schedule(waiting);
                    ledgers.listener().retried(entry, failure);
                }
            }
            case UNFINISHED -> {
                unmark(entry);
                LOG.debug("{} stays in the ledger for its next owner", entry.position());
            }
        }
    }

    private static Optional<Duration> after(Failure failure) {
        return failure instanceof Failure.Transient passing ? passing.after() : Optional.empty();
    }

    private void unmark(LedgerEntry entry) {
        if (entry.suspicion().flatMap(Suspicion::runBy).isPresent()) {
            ledger.put(entry.suspected(Suspicion.ended(entry.suspicion())));
        }
    }

    private void finish(LedgerEntry entry, Answering.Post post) {
        post.parcels().forEach(parcel -> context.forward(parcel.record(), parcel.sink()));
        ledger.remove(entry.position());
        settled.add(entry);
        count.remove(entry);
        post.failure()
                .ifPresentOrElse(
                        failure -> ledgers.listener().deadLettered(entry, failure),
                        () -> ledgers.listener().succeeded(entry));
        waiters.ifPresent(others -> {
            ledgers.listener().answered(others.tenant(entry.position()), entry, post.failure());
            others.left(entry.position()).ifPresent(next -> beginWaiter(next, false));
        });
        chains.leave(entry).ifPresent(next -> comes(ledger.entry(next)));
    }

    private Instant now() {
        return Instant.ofEpochMilli(context.currentSystemTimeMs());
    }

    /** Before the process stops: once, and then waits for the commit. */
    private void part() {
        if (handedOver.isEmpty()) handOver();
        if (handedOver.get() < custody.commits().count()) {
            parted = true;
        } else {
            context.commit();
        }
    }

    @Override
    public void handOver() {
        for (LedgerEntry entry : ledger.all()) {
            Optional<Suspicion> none = Suspicion.handedOver(entry.suspicion());
            if (!entry.suspicion().equals(none)) ledger.put(entry.suspected(none));
        }
        handedOver = Optional.of(custody.commits().count());
    }

    @Override
    public boolean canHandOver() {
        return lastWorked == custody.commits().count();
    }

    @Override
    public boolean runsSuspect() {
        return runs.suspects() > 0;
    }

    @Override
    public boolean parted() {
        return parted || count.value() == 0;
    }

    /**
     * What is in flight stays in the ledger for the next owner; what has not begun here need not. A task that broke is
     * begun again with this same processor, and the punctuator of its former life would go on beside the new one.
     */
    @Override
    public void close() {
        stopTicking();
        stopStanding();
        runs.close();
        waiters.ifPresent(Waiters::close);
        count.close();
        Map<String, Integer> held = settled.sinceCommit();
        ledger.all().forEach(entry -> held.put(Ledger.id(entry.position()), entry.deaths()));
        custody.close(partition, this, held);
    }
}
