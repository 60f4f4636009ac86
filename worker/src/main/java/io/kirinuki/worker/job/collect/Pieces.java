package io.kirinuki.worker.job.collect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageRemoval;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.Json;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * One piece for each request of a job, in order, read out of the log while one goes through them. Owned by one thread.
 *
 * @param requests that the job has sent
 * @param unanswered what some of those without an answer were, by number
 */
record Pieces(AnswerLog log, long requests, Map<Long, ImageRequest> unanswered) implements Iterable<Piece> {
    @Override
    public Iterator<Piece> iterator() {
        return LongStream.range(0, requests).mapToObj(this::piece).iterator();
    }

    private Piece piece(long number) {
        if (!log.holds(number)) return new Piece.Unanswered(number, Optional.ofNullable(unanswered.get(number)));
        AnswerLog.Entry entry = log.entry(number);
        return switch (Json.readAnswer(entry.value().bytes())) {
            case ImageFailure failure -> new Piece.Failed(number, failure);
            case ImageRemoval removal -> new Piece.Failed(number, removal.asFailure());
            case ImageResult result ->
                switch (entry.attachment()) {
                    case NONE, KEPT -> new Piece.Made(number, result, entry.attached());
                    case LOST ->
                        new Piece.Lost(
                                number, result, new String(entry.attached().bytes(), UTF_8));
                };
        };
    }
}
