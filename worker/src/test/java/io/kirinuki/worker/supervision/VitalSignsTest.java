package io.kirinuki.worker.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.pipeline.DeviceOutage;
import io.kirinuki.pipeline.Pulse;
import io.kirinuki.pipeline.trial.Bounds;
import io.kirinuki.pipeline.trial.TrialStanding;
import io.kirinuki.pipeline.trial.TrialTerms;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VitalSignsTest {
    private static final Duration SILENCE = Duration.ofMinutes(3);

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Restores restores = new Restores("broker:9092", Duration.ofSeconds(10), now::get);
    private final Shown parts = new Shown();
    private final SupervisionLimits limits = new SupervisionLimits(1, 1, Duration.ofMinutes(10), SILENCE);
    private final Supervisor supervisor = new Supervisor(limits, now::get, reason -> {});
    private final Progress progress = new Progress(inFlight::get, now::get);
    private final VitalSigns signs = new VitalSigns(parts, supervisor, progress, limits);

    @BeforeEach
    void comesUp() {
        assertThat(signs.startup().ok()).isFalse();
        assertThat(signs.startup().checks())
                .containsEntry("models", "warm: subject 3")
                .containsEntry("partitions", "not shared out yet");
        parts.stream = State.RUNNING;
        supervisor.runs();
    }

    /** Kubernetes asks no further then; who asks again must not be told of something else. */
    @Test
    void aWorkerThatHasComeUpHasDoneSoForGood() {
        assertThat(signs.startup().ok()).isTrue();
        supervisor.handle(new IllegalStateException());
        parts.storeOutage = true;
        assertThat(signs.readiness().ok()).isFalse();
        assertThat(signs.startup().ok()).isTrue();
    }

    @Test
    void aWorkerThatRunsIsAliveAndReady() {
        parts.silences.put("StreamThread-1", Duration.ofMillis(8));
        assertThat(signs.liveness().ok()).isTrue();
        assertThat(signs.liveness().checks()).containsEntry("StreamThread-1", "polled 0.0 s ago");
        assertThat(signs.readiness().ok()).isTrue();
        assertThat(signs.readiness().checks())
                .containsEntry("stream", "RUNNING")
                .containsEntry("partitions", "shared out")
                .containsEntry("models", "warm: subject 3")
                .containsEntry("store", "answering")
                .containsEntry("answers", "none owed");
    }

    @Test
    void aStreamThatRebalancesIsAliveAndReadyOnceItHasRun() {
        parts.stream = State.REBALANCING;
        assertThat(signs.liveness().ok()).isTrue();
        assertThat(signs.readiness().ok()).isTrue();
        supervisor.handle(new IllegalStateException());
        assertThat(signs.liveness().ok()).isTrue();
        assertThat(signs.readiness().ok()).isFalse();
        assertThat(signs.readiness().checks()).containsEntry("partitions", "not shared out yet");
    }

    @Test
    void aThreadThatDoesNotPollIsDeadAtItsLimit() {
        parts.silences.put("StreamThread-1", SILENCE.minusMillis(1));
        assertThat(signs.liveness().ok()).isTrue();
        parts.silences.put("StreamThread-1", SILENCE);
        assertThat(signs.liveness().ok()).isFalse();
        assertThat(signs.liveness().checks()).containsEntry("StreamThread-1", "polled 180.0 s ago");
        assertThat(signs.readiness().ok()).isFalse();
    }

    @Test
    void aLoopOfTheEngineThatEndedOrHangsIsDead() {
        parts.engine.add(new Pulse("admission of live", Duration.ZERO, false));
        assertThat(signs.liveness().ok()).isTrue();
        parts.engine.add(new Pulse("lane", SILENCE, false));
        assertThat(signs.liveness().ok()).isFalse();
        assertThat(signs.liveness().checks()).containsEntry("lane", "at one piece of work for 180.0 s");
        parts.engine.set(1, new Pulse("lane", Duration.ZERO, true));
        assertThat(signs.liveness().ok()).isFalse();
        assertThat(signs.liveness().checks()).containsEntry("lane", "has ended");
    }

    @Test
    void aWorkerThatWasGivenUpIsDead() {
        supervisor.handle(new IllegalStateException());
        assertThat(signs.liveness().ok()).isTrue();
        supervisor.handle(new IllegalStateException("for good"));
        assertThat(signs.liveness().ok()).isFalse();
        assertThat(signs.liveness().checks().get("given up")).contains("for good");
    }

    @Test
    void outagesAndTopicsInTroubleAreNoReasonToRestart() {
        parts.storeTroubles.add("slow");
        assertThat(signs.readiness().ok()).isTrue();
        parts.storeOutage = true;
        assertThat(signs.readiness().ok()).isFalse();
        assertThat(signs.readiness().checks()).containsEntry("store", "slow");
        parts.storeOutage = false;
        parts.topicTrouble = Optional.of("add partitions");
        assertThat(signs.readiness().ok()).isFalse();
        assertThat(signs.readiness().checks()).containsEntry("topics", "add partitions");
        assertThat(signs.liveness().ok()).isTrue();
    }

    /** Longer than a transaction of a worker that died lasts, and than brokers take to see it. */
    @Test
    void aRestoreThatHangsIsNotReadyAndSaysWhy() {
        parts.stream = State.REBALANCING;
        TopicPartition changelog = new TopicPartition("app-ledger-changelog", 3);
        restores.onRestoreStart(changelog, "ledger", 0, 400);
        restores.onBatchRestored(changelog, "ledger", 119, 120);
        now.addAndGet(Duration.ofSeconds(19).toNanos());
        assertThat(signs.readiness().ok()).isTrue();
        assertThat(signs.readiness().checks())
                .containsEntry("restore of app-ledger-changelog-3", "at offset 120 of 400, no further for 19.0 s");
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(signs.readiness().ok()).isFalse();
        assertThat(signs.readiness().checks().get("restore of app-ledger-changelog-3"))
                .contains("--bootstrap-server broker:9092 find-hanging --topic app-ledger-changelog --partition 3");
        assertThat(signs.liveness().ok()).as("a restart would wait as well").isTrue();
        restores.onBatchRestored(changelog, "ledger", 200, 1);
        assertThat(signs.readiness().ok()).isTrue();
        restores.onRestoreEnd(changelog, "ledger", 400);
        assertThat(signs.readiness().checks()).doesNotContainKey("restore of app-ledger-changelog-3");
        restores.onRestoreStart(changelog, "ledger", 0, 400);
        restores.onRestoreSuspended(changelog, "ledger", 0);
        assertThat(signs.readiness().checks()).doesNotContainKey("restore of app-ledger-changelog-3");
    }

    @Test
    void requestsThatWorkersDiedOverAreToldOf() {
        assertThat(signs.readiness().checks()).doesNotContainKey("suspects");
        parts.suspects = 2;
        assertThat(signs.readiness().ok()).isTrue();
        assertThat(signs.readiness().checks().get("suspects")).startsWith("2 that workers died over");
    }

    @Test
    void aDeviceThatIsOutIsWaitedForAndInTheEndWantsARestart() {
        parts.deviceOutages.add(new DeviceOutage("subject", SILENCE.minusMillis(100), "it fell off the bus"));
        assertThat(signs.readiness().ok()).isFalse();
        assertThat(signs.readiness().checks())
                .containsEntry("device of subject", "fails on a harmless input for 179.9 s: it fell off the bus");
        assertThat(signs.liveness().ok()).isTrue();
        parts.deviceOutages.set(0, new DeviceOutage("subject", SILENCE, "it fell off the bus"));
        assertThat(signs.liveness().ok()).isFalse();
    }

    @Test
    void howLongNothingWasAnsweredIsToldFromTheFirstThatWaits() {
        now.set(Duration.ofHours(1).toNanos());
        assertThat(progress.unanswered()).isZero();
        inFlight.set(2);
        now.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(progress.unanswered()).isEqualTo(Duration.ofSeconds(5));
        assertThat(signs.readiness().checks()).containsEntry("answers", "2 owed, the last given 5.0 s ago");
        progress.moved();
        assertThat(progress.unanswered()).isZero();
    }

    @Test
    void aTrialIsTold() {
        TrialTerms terms =
                new TrialTerms(TrialTerms.Mode.SHADOW, 0.1, 50, 0.9, new Bounds(0.9, 5, 0.05), Path.of("memory"));
        parts.trial = Optional.of(new TrialStanding(
                "subject", "3", "4", terms, 20, 1, 0, 7, Optional.of(new TrialStanding.Mean("iou", 0.97, 0.01))));
        assertThat(signs.readiness().checks())
                .containsEntry(
                        "trial of subject 4",
                        "shadow beside 3, 10.0 % of images: 20 of 50 compared, 1 disagree, 7 not compared; iou 0.970 in the mean");
    }

    private final class Shown implements VitalSigns.Parts {
        private State stream = State.CREATED;
        private final Map<String, Duration> silences = new HashMap<>();
        private final List<Pulse> engine = new ArrayList<>();
        private final List<DeviceOutage> deviceOutages = new ArrayList<>();
        private boolean storeOutage;
        private int suspects;
        private final List<String> storeTroubles = new ArrayList<>();
        private Optional<String> topicTrouble = Optional.empty();
        private Optional<TrialStanding> trial = Optional.empty();

        @Override
        public State stream() {
            return stream;
        }

        @Override
        public Map<String, Duration> silences() {
            return silences;
        }

        @Override
        public List<Pulse> engine() {
            return engine;
        }

        @Override
        public String models() {
            return "subject 3";
        }

        @Override
        public Map<String, String> refusedModels() {
            return Map.of();
        }

        @Override
        public Optional<TrialStanding> trial() {
            return trial;
        }

        @Override
        public List<DeviceOutage> deviceOutages() {
            return deviceOutages;
        }

        @Override
        public boolean storeOutage() {
            return storeOutage;
        }

        @Override
        public List<String> storeTroubles() {
            return storeTroubles;
        }

        @Override
        public List<Restores.Standing> restores() {
            return restores.standings();
        }

        @Override
        public int suspects() {
            return suspects;
        }

        @Override
        public Optional<String> topicTrouble() {
            return topicTrouble;
        }
    }
}
