package io.kirinuki.chaos;

import io.kirinuki.chaos.Fleet.Member;
import io.kirinuki.chaos.Photos.Specimen;
import io.kirinuki.chaos.Schedule.Fault;
import io.kirinuki.chaos.ShelfProxy.Trouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.errors.ApiException;

/**
 * Brings faults about when their time has come, and ends them. Faults in different places overlap; those in one place
 * wait for each other, so that a run may last longer than its schedule.
 */
final class Injector {
    /** A trap that nothing steps into is taken away again. */
    private static final Duration TRAP = Duration.ofSeconds(4);

    /** So many faults may follow each other without an answer between them, for at most so long. */
    private static final int IDLE = 3;

    private static final Duration HOLD = Duration.ofSeconds(40);

    private static final Duration END = Duration.ofSeconds(15);

    private final Fleet fleet;
    private final Load load;
    private final JobTrial jobs;
    private final Map<FaultKind.Place, ReentrantLock> turns = new EnumMap<>(FaultKind.Place.class);
    private final Map<FaultKind, AtomicInteger> done = new EnumMap<>(FaultKind.class);
    private final Path log;
    private final List<Thread> threads = new ArrayList<>(); // of the pacer alone
    private final long start = System.nanoTime();
    private volatile boolean under = true;
    private volatile Throwable broken;

    /** Each fault's beginning and end are told in {@code log}. */
    Injector(Fleet fleet, Load load, JobTrial jobs, Path log) {
        this.log = log;
        this.fleet = fleet;
        this.load = load;
        this.jobs = jobs;
        for (FaultKind.Place place : FaultKind.Place.values()) turns.put(place, new ReentrantLock(true));
        for (FaultKind kind : FaultKind.values()) done.put(kind, new AtomicInteger());
    }

    /**
     * Each fault at its time; but where nothing was answered since the third before it, as on a busy machine, it waits
     * until something is: faults are to meet a system at work.
     */
    void begin(Schedule schedule, IntSupplier answered) {
        Thread.ofVirtual().name("pacer").start(() -> {
            try {
                int[] before = new int[schedule.faults().size()];
                Duration late = Duration.ZERO;
                for (Fault fault : schedule.faults()) {
                    int i = fault.number() - 1;
                    sleepUntil(fault.at().plus(late));
                    long due = System.nanoTime();
                    while (i >= IDLE
                            && answered.getAsInt() == before[i - IDLE]
                            && since(due).compareTo(HOLD) < 0) {
                        Thread.sleep(50);
                    }
                    late = late.plus(since(due));
                    before[i] = answered.getAsInt();
                    threads.add(
                            Thread.ofVirtual().name("fault " + fault.number()).start(() -> run(fault)));
                }
                for (Thread thread : threads) thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                under = false;
            }
        });
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private void sleepUntil(Duration at) throws InterruptedException {
        long wait = at.toNanos() - (System.nanoTime() - start);
        if (wait > 0) TimeUnit.NANOSECONDS.sleep(wait);
    }

    /** Whether one is still to come, or to end. */
    boolean under() {
        return under;
    }

    void failIfBroken() {
        if (broken != null) throw new IllegalStateException("a fault cannot be brought about", broken);
    }

    private void run(Fault fault) {
        try {
            Member member = fleet.members().get(fault.worker());
            ReentrantLock turn =
                    fault.kind().place == FaultKind.Place.WORKER ? member.turn : turns.get(fault.kind().place);
            turn.lock();
            try {
                tell(fault, "begins");
                bring(fault, member);
                tell(fault, "is over");
                done.get(fault.kind()).incrementAndGet();
            } finally {
                turn.unlock();
            }
        } catch (IOException | ExecutionException | RuntimeException | Error e) {
            tell(fault, "broke: " + e);
            broken = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void tell(Fault fault, String what) {
        String line = "%8.1f s  #%d %s of worker %d %s%n"
                .formatted(
                        (System.nanoTime() - start) / 1e9,
                        fault.number(),
                        ChaosOptions.name(fault.kind()),
                        fault.worker(),
                        what);
        try {
            Files.writeString(log, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int done() {
        return done.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    int done(FaultKind kind) {
        return done.get(kind).get();
    }

    private void bring(Fault fault, Member member) throws IOException, InterruptedException, ExecutionException {
        Random random = fault.random();
        switch (fault.kind()) {
            case WORKER_KILLED -> {
                member.child().kill();
                startAgain(member, random);
            }
            case WORKER_ENDED -> {
                member.child().end(END);
                startAgain(member, random);
            }
            case WORKER_FROZEN -> frozen(member.child(), 300 + random.nextInt(7_700));
            case WORKER_TWICE -> twice(member, random);
            case KILLED_BEFORE_PUT -> trapped(member, random, beforePut(member));
            case KILLED_BEFORE_FORWARD -> trapped(member, random, beforeForward(member));
            case KILLED_IN_COMMIT -> trapped(member, random, inCommit(member, random));
            case FROZEN_AT_A_MOMENT -> {
                List<Arming> moments = List.of(beforePut(member), beforeForward(member), inCommit(member, random));
                frozenAt(member, moments.get(random.nextInt(moments.size())), 300 + random.nextInt(7_700));
            }
            case KILLED_IN_RESTORE -> {
                member.child().kill();
                member.start();
                CountDownLatch joined = new CountDownLatch(1);
                member.link.arm(LinkProxy.SYNC_GROUP, true, joined::countDown);
                boolean came = joined.await(10, TimeUnit.SECONDS);
                member.link.disarm();
                if (came) Thread.sleep(random.nextInt(500));
                member.child().kill();
                startAgain(member, random);
            }
            case KILLED_IN_SWAP -> {
                fleet.replaceModel();
                Thread.sleep(800 + random.nextInt(700));
                member.child().kill();
                startAgain(member, random);
            }
            case BROKER_KILLED -> {
                fleet.broker().kill();
                Thread.sleep(random.nextInt(2_000));
                fleet.startBroker();
                Thread.sleep(4_000);
            }
            case BROKER_FROZEN -> frozen(fleet.broker(), 300 + random.nextInt(4_700));
            case BROKER_UNREACHABLE -> {
                var unreachable = random.nextBoolean() ? LinkProxy.Fault.SILENCE : LinkProxy.Fault.REFUSAL;
                List<Member> whose = random.nextInt(3) == 0 ? fleet.members() : List.of(member);
                whose.forEach(one -> one.link.set(unreachable));
                Thread.sleep(500 + random.nextInt(6_000));
                whose.forEach(one -> one.link.set(LinkProxy.Fault.NONE));
            }
            case BROKER_RESETS -> fleet.members().forEach(one -> one.link.resetAll());
            case GROUP_SHAKEN -> {
                for (int i = 0; i < 3; i++) {
                    throwOut();
                    Thread.sleep(300 + random.nextInt(900));
                }
            }
            case PARTITIONS_ADDED -> addPartition();
            case STORE_KILLED -> {
                fleet.store().kill();
                Thread.sleep(random.nextInt(2_000));
                fleet.startStore();
                Thread.sleep(1_000);
            }
            case STORE_ENDED -> {
                fleet.store().end(END);
                fleet.startStore();
                Thread.sleep(1_000);
            }
            case STORE_FROZEN -> frozen(fleet.store(), 300 + random.nextInt(3_700));
            case STORE_SLOW -> troubled(member, random, new Trouble.Slow(20_000, 300));
            case STORE_CUTS_ANSWERS ->
                troubled(member, random, new Trouble.CutsAnswers(ShelfProxy.some(random), share(random)));
            case STORE_CUTS_REQUESTS ->
                troubled(member, random, new Trouble.CutsRequests(ShelfProxy.Call::writes, share(random)));
            case STORE_500 -> refused(member, random, 500, "InternalError");
            case STORE_503 -> refused(member, random, 503, random.nextBoolean() ? "SlowDown" : "ServiceUnavailable");
            case STORE_429 -> refused(member, random, 429, "TooManyRequests");
            case STORE_403 -> refused(member, random, 403, "ExpiredToken");
            case STORE_FULL ->
                troubled(member, random, new Trouble.Status(ShelfProxy.Call::writes, 1, 507, "XMinioStorageFull"));
            case CLOCK_SET -> {
                for (int i = 0; i < 2; i++) {
                    fleet.setClock(member, random.nextInt(60) - 30);
                    Thread.sleep(1_500 + random.nextInt(2_000));
                }
                fleet.setClock(member, 0);
            }
            case DEVICE_OUT_OF_MEMORY ->
                device(
                        member,
                        random.nextBoolean() ? FakeModels.Trouble.OUT_OF_MEMORY : FakeModels.Trouble.SHORT_OF_MEMORY,
                        500 + random.nextInt(2_500));
            case DEVICE_HICCUP -> device(member, FakeModels.Trouble.HICCUP, 1_000);
            case DEVICE_DOWN -> device(member, FakeModels.Trouble.DOWN, 500 + random.nextInt(2_500));
            case MODEL_REPLACED -> {
                fleet.replaceModel();
                Thread.sleep(1_200);
            }
            case POISON_IMAGE -> load.sendSpecial(Specimen.POISON);
            case KILLER_IMAGE -> load.sendSpecial(Specimen.KILLER);
            case JOB_KILLED -> jobs.run(fault);
        }
    }

    private static void startAgain(Member member, Random random) throws IOException, InterruptedException {
        if (random.nextInt(3) == 0) Thread.sleep(random.nextInt(3_000));
        member.start();
    }

    private static void frozen(Child child, int millis) throws InterruptedException {
        child.freeze();
        Thread.sleep(millis);
        child.thaw();
    }

    /** As where a machine is cut off and its worker started on another one, and then the first comes back. */
    private static void twice(Member member, Random random) throws IOException, InterruptedException {
        Child first = member.child();
        first.freeze();
        Child second = member.namesake();
        Thread.sleep(4_000 + random.nextInt(2_000));
        first.thaw();
        Thread.sleep(1_000 + random.nextInt(2_000));
        first.kill();
        member.becomes(second);
    }

    @FunctionalInterface
    private interface Arming {
        void arm(Runnable sprung);
    }

    private static Arming beforePut(Member member) {
        return sprung -> member.shelf.arm(ShelfProxy.Call::writes, false, sprung);
    }

    /** The sidecar is stored, and the worker does not know it yet. */
    private static Arming beforeForward(Member member) {
        return sprung -> member.shelf.arm(call -> call.writes() && call.path().contains("result.json"), true, sprung);
    }

    private static Arming inCommit(Member member, Random random) {
        boolean after = random.nextBoolean();
        return sprung -> member.link.arm(LinkProxy.END_TRANSACTION, after, sprung);
    }

    /** Frozen by the thread that would have passed the call on, or its answer, which goes on before it thaws. */
    private static void frozenAt(Member member, Arming arming, int millis) throws InterruptedException {
        CountDownLatch frozen = new CountDownLatch(1);
        Child child = member.child();
        arming.arm(() -> {
            child.freezeAtOnce();
            frozen.countDown();
        });
        boolean sprung = frozen.await(TRAP.toMillis(), TimeUnit.MILLISECONDS);
        member.shelf.disarm();
        member.link.disarm();
        if (!sprung) child.freeze();
        Thread.sleep(millis);
        child.thaw();
    }

    /** Killed by the thread that would have passed the call on, or its answer. */
    private static void trapped(Member member, Random random, Arming arming) throws IOException, InterruptedException {
        CountDownLatch killed = new CountDownLatch(1);
        Child child = member.child();
        arming.arm(() -> {
            child.process().destroyForcibly();
            killed.countDown();
        });
        boolean sprung = killed.await(TRAP.toMillis(), TimeUnit.MILLISECONDS);
        member.shelf.disarm();
        member.link.disarm();
        if (!sprung) child.process().destroyForcibly();
        child.process().waitFor();
        startAgain(member, random);
    }

    private void throwOut() throws InterruptedException {
        try (Admin admin = fleet.admin()) {
            admin.removeMembersFromConsumerGroup(Fleet.GROUP, new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get(3, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException away) {
            return; // the broker is, or nobody is in the group
        }
    }

    private void addPartition() throws InterruptedException, ExecutionException {
        for (int tries = 0; ; tries++) {
            try (Admin admin = fleet.admin()) {
                int now = admin.describeTopics(List.of(Fleet.REQUESTS))
                        .allTopicNames()
                        .get()
                        .get(Fleet.REQUESTS)
                        .partitions()
                        .size();
                admin.createPartitions(Map.of(Fleet.REQUESTS, NewPartitions.increaseTo(now + 1)))
                        .all()
                        .get();
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof ApiException) || tries > 5) throw e;
                Thread.sleep(1_000);
            }
        }
    }

    private static double share(Random random) {
        return random.nextInt(3) == 0 ? 1 : 0.2 + 0.6 * random.nextDouble();
    }

    private void refused(Member member, Random random, int status, String code) throws InterruptedException {
        troubled(member, random, new Trouble.Status(ShelfProxy.some(random), share(random), status, code));
    }

    /** One worker's way to the store, or all. */
    private void troubled(Member member, Random random, Trouble trouble) throws InterruptedException {
        List<Member> whose = random.nextBoolean() ? List.of(member) : fleet.members();
        whose.forEach(one -> one.shelf.set(trouble));
        Thread.sleep(200 + random.nextInt(random.nextInt(4) == 0 ? 5_000 : 1_500));
        whose.forEach(one -> one.shelf.set(new Trouble.None()));
    }

    private static void device(Member member, FakeModels.Trouble trouble, int millis)
            throws IOException, InterruptedException {
        Path coming = member.trouble().resolveSibling(member.trouble().getFileName() + "-coming");
        Files.writeString(coming, trouble.name());
        Files.move(coming, member.trouble());
        Thread.sleep(millis);
        Files.deleteIfExists(member.trouble());
    }
}
