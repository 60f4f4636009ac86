package io.kirinuki.worker.supervision;

import io.kirinuki.pipeline.DeviceOutage;
import io.kirinuki.pipeline.Pulse;
import io.kirinuki.pipeline.trial.TrialStanding;
import io.kirinuki.worker.http.Health;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams.State;

/**
 * Whether the worker has come up, is alive, and is ready, from what its parts show; docs/health.md says what each answer
 * means. Any thread.
 */
public final class VitalSigns {
    /** What the worker's parts show, each asked anew each time. */
    public interface Parts {
        State stream();

        /** By stream thread, since its last poll. */
        Map<String, Duration> silences();

        List<Pulse> engine();

        /** Models that images find, as a person reads them. */
        String models();

        /** Why folders of models are refused. */
        Map<String, String> refusedModels();

        /** Of a model's new version, where there is one. */
        Optional<TrialStanding> trial();

        List<DeviceOutage> deviceOutages();

        boolean storeOutage();

        /** What is wrong with the store, also where that is no outage. */
        List<String> storeTroubles();

        /** Ledgers that are being restored. */
        List<Restores.Standing> restores();

        /** Requests in flight that workers died over. */
        int suspects();

        /** What is wrong with the topics, and the way to mend it. */
        Optional<String> topicTrouble();
    }

    private final Parts parts;
    private final Supervisor supervisor;
    private final Progress progress;
    private final Duration silence;

    public VitalSigns(Parts parts, Supervisor supervisor, Progress progress, SupervisionLimits limits) {
        this.parts = parts;
        this.supervisor = supervisor;
        this.progress = progress;
        this.silence = limits.silence();
    }

    /** Not well until the worker has come up, once: models warm, and partitions shared out. */
    public Health startup() {
        Checks checks = new Checks();
        checks.add("models", true, "warm: " + parts.models());
        checks.add("partitions", supervisor.started(), supervisor.started() ? "shared out" : "not shared out yet");
        return checks.health();
    }

    /** Not well where only a restart can help. */
    public Health liveness() {
        Checks checks = new Checks();
        live(checks);
        return checks.health();
    }

    /** Not well where requests are not being taken or answered for now. */
    public Health readiness() {
        Checks checks = new Checks();
        live(checks);
        State state = parts.stream();
        checks.add(
                "partitions",
                state == State.RUNNING || (state == State.REBALANCING && supervisor.joined()),
                supervisor.joined() ? "shared out" : "not shared out yet");
        supervisor.resting().ifPresent(why -> checks.add("rest", false, why));
        for (Restores.Standing restore : parts.restores()) {
            checks.add("restore of " + restore.changelog(), !restore.hangs(), restore.words());
        }
        parts.topicTrouble().ifPresent(trouble -> checks.add("topics", false, trouble));
        checks.add("models", true, "warm: " + parts.models());
        parts.refusedModels().forEach((folder, why) -> checks.add("refused model " + folder, true, why));
        parts.trial()
                .ifPresent(trial -> checks.add("trial of " + trial.model() + ' ' + trial.tried(), true, trial.words()));
        parts.deviceOutages().forEach(outage -> checks.add("device of " + outage.model(), false, text(outage)));
        List<String> troubles = parts.storeTroubles();
        checks.add("store", !parts.storeOutage(), troubles.isEmpty() ? "answering" : String.join("; ", troubles));
        checks.add(
                "answers",
                true,
                progress.inFlight() == 0
                        ? "none owed"
                        : "%d owed, the last given %s ago".formatted(progress.inFlight(), text(progress.unanswered())));
        int suspects = parts.suspects();
        if (suspects > 0) {
            checks.add("suspects", true, suspects + " that workers died over run apart from others, and wait for it");
        }
        return checks.health();
    }

    private void live(Checks checks) {
        State state = parts.stream();
        checks.add("stream", state.isRunningOrRebalancing() || state == State.CREATED, state.name());
        supervisor.gaveUp().ifPresent(why -> checks.add("given up", false, why));
        parts.silences()
                .forEach((thread, silent) ->
                        checks.add(thread, silent.compareTo(silence) < 0, "polled %s ago".formatted(text(silent))));
        for (Pulse pulse : parts.engine()) {
            if (pulse.ended()) checks.add(pulse.name(), false, "has ended");
            else if (pulse.silent().compareTo(silence) >= 0) {
                checks.add(pulse.name(), false, "at one piece of work for " + text(pulse.silent()));
            }
        }
        parts.deviceOutages()
                .forEach(outage ->
                        checks.add("device of " + outage.model(), outage.lasts().compareTo(silence) < 0, text(outage)));
    }

    private static String text(DeviceOutage outage) {
        return "fails on a harmless input for %s: %s".formatted(text(outage.lasts()), outage.why());
    }

    private static String text(Duration duration) {
        return "%.1f s".formatted(duration.toMillis() / 1e3);
    }

    /** A line for each check; one that is not well makes all not well. */
    private static final class Checks {
        private final Map<String, String> lines = new LinkedHashMap<>();
        private boolean ok = true;

        void add(String name, boolean well, String line) {
            ok &= well;
            lines.put(name, line);
        }

        Health health() {
            return new Health(ok, lines);
        }
    }
}
