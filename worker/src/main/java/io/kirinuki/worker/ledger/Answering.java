package io.kirinuki.worker.ledger;

import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Makes what goes out for a record that is done, whole before the first of it is sent, and such that its topics take it.
 * An answer that cannot be made becomes one with a failure that says why; where that cannot be made either, the least
 * that the contract knows, of the record's position alone.
 *
 * <p>Owned by the task's stream thread.
 */
final class Answering<T> {
    /** A record for a sink. */
    record Parcel(Record<byte[], byte[]> record, String sink) {}

    /** All of an answer; with the failure that it tells of. */
    record Post(List<Parcel> parcels, Optional<Failure> failure) {}

    private final Answers<T> answers;
    private final Lane lane;
    private final TopicLimits limits;

    Answering(Answers<T> answers, Lane lane, TopicLimits limits) {
        this.answers = answers;
        this.lane = lane;
        this.limits = limits;
    }

    Post success(LedgerEntry entry, T success, Instant now) {
        Outcome<List<Parcel>> parcels =
                Firewall.call("the answer", entry.position(), () -> results(entry, success, now));
        return switch (parcels) {
            case Outcome.Done<List<Parcel>>(var all) ->
                all.stream()
                        .filter(this::tooLarge)
                        .findFirst()
                        .map(parcel -> failure(entry, tooLargeToSend(parcel), now))
                        .orElseGet(() -> new Post(all, Optional.empty()));
            case Outcome.Failed<List<Parcel>>(Failure bug) -> failure(entry, bug, now);
        };
    }

    private List<Parcel> results(LedgerEntry entry, T success, Instant now) {
        Record<byte[], byte[]> result = Objects.requireNonNull(answers.result(entry, success, now), "null");
        List<Parcel> parcels = new ArrayList<>();
        for (String sink : answers.sinks(success)) {
            if (!lane.sinks().containsKey(sink)) throw new IllegalStateException("there is no sink " + sink);
            parcels.add(new Parcel(result, sink));
        }
        if (parcels.isEmpty()) throw new IllegalStateException("no sink is named");
        return parcels;
    }

    Post failure(LedgerEntry entry, Failure failure, Instant now) {
        var answer = Firewall.call(
                "the answer with a failure", entry.position(), () -> answers.failure(entry, failure, now));
        var letter = Firewall.call("the dead letter", entry.position(), () -> answers.deadLetter(entry, failure, now));
        return new Post(
                List.of(
                        fitting(answer, lane.results()).orElseGet(() -> least(entry, failure, now)),
                        fitting(letter, lane.failures()).orElseGet(() -> letterWithoutContents(entry, failure, now))),
                Optional.of(failure));
    }

    private Optional<Parcel> fitting(Outcome<Record<byte[], byte[]>> made, String sink) {
        return switch (made) {
            case Outcome.Done<Record<byte[], byte[]>>(var record) ->
                Optional.of(new Parcel(record, sink)).filter(parcel -> !tooLarge(parcel));
            case Outcome.Failed<Record<byte[], byte[]>> bug -> Optional.empty();
        };
    }

    /** An answer of the position alone, which reads nothing of the record. */
    private Parcel least(LedgerEntry entry, Failure failure, Instant now) {
        var reason = new ImageFailure.Reason(
                failure.name(), failure.fate().name().toLowerCase(Locale.ROOT), failure.message());
        var answer = new ImageFailure(
                entry.position().toString(),
                Optional.empty(),
                Optional.empty(),
                reason,
                entry.position(),
                entry.attempt(),
                entry.firstFailedAt().orElse(now),
                now);
        return withKeyWhereItFits(entry, Json.write(answer), now, lane.results());
    }

    /** The record stays where it came from, which the letter's headers name. */
    private Parcel letterWithoutContents(LedgerEntry entry, Failure failure, Instant now) {
        LedgerEntry without = entry.withoutContents(
                TopicLimits.bytes(entry.key().orElse(null), entry.value().orElse(null), entry.originalHeaders()));
        var letter =
                Firewall.call("the dead letter", entry.position(), () -> answers.deadLetter(without, failure, now));
        return fitting(letter, lane.failures())
                .orElseGet(() -> withKeyWhereItFits(entry, entry.value().orElse(null), now, lane.failures()));
    }

    private Parcel withKeyWhereItFits(LedgerEntry entry, byte[] value, Instant now, String sink) {
        Parcel whole = new Parcel(new Record<>(entry.key().orElse(null), value, now.toEpochMilli()), sink);
        return tooLarge(whole) ? new Parcel(whole.record().withKey(null), sink) : whole;
    }

    private boolean tooLarge(Parcel parcel) {
        return bytes(parcel) > limit(parcel);
    }

    private Failure tooLargeToSend(Parcel parcel) {
        return new Failure.AnswerTooLarge(
                bytes(parcel), limit(parcel), lane.sinks().get(parcel.sink()));
    }

    private static int bytes(Parcel parcel) {
        Record<byte[], byte[]> record = parcel.record();
        return TopicLimits.bytes(record.key(), record.value(), record.headers());
    }

    private int limit(Parcel parcel) {
        return limits.most(lane.sinks().get(parcel.sink()));
    }
}
