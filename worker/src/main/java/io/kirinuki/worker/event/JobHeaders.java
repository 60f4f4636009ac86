package io.kirinuki.worker.event;

import io.kirinuki.schema.Position;
import io.kirinuki.worker.event.door.TextHeaders;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * What a request says of who sent it, in headers of UTF-8 text: a replay, a redrive, a submission, or a caller over HTTP who wants to be told. Its answer
 * carries them on, so that a job knows its answers, and a consumer may tell new work from work done again.
 */
public final class JobHeaders {
    /** Which job. */
    public static final String JOB = "x-job-id";
    /** The first position of the request that is sent again; a dead letter's own where nothing tells. */
    public static final String REPLAY_OF = "x-replay-of";
    /** How often a request was sent again as a dead letter, this time counted. */
    public static final String REPLAY_COUNT = "x-replay-count";

    /** Whom to tell of the answer: an address, of a request that came over HTTP. */
    public static final String WEBHOOK = "x-webhook";

    /** Which of a job's requests, as {@link JobRequest}; stays with it where it is sent again as a dead letter. */
    public static final String REQUEST = "x-job-request";

    private static final List<String> CARRIED = List.of(JOB, REPLAY_OF, REPLAY_COUNT, WEBHOOK, REQUEST);

    private JobHeaders() {}

    static void carryOn(Headers request, Headers answer) {
        for (String name : CARRIED) {
            Header header = request.lastHeader(name);
            if (header != null) answer.add(header);
        }
    }

    /** As it was written. */
    public static Optional<String> webhook(Headers headers) {
        return TextHeaders.text(headers, WEBHOOK);
    }

    public static Optional<String> job(Headers headers) {
        return TextHeaders.text(headers, JOB);
    }

    /** Empty also where it is none, as of somebody else's header. */
    public static Optional<JobRequest> request(Headers headers) {
        return TextHeaders.text(headers, REQUEST).flatMap(JobRequest::parse);
    }

    /** Empty also where it is no position, as of somebody else's header. */
    public static Optional<Position> replayOf(Headers headers) {
        return TextHeaders.text(headers, REPLAY_OF).flatMap(Position::parse);
    }

    /** 0 where there is none, or no number. */
    public static int replayCount(Headers headers) {
        return TextHeaders.text(headers, REPLAY_COUNT)
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(Integer::valueOf)
                .orElse(0);
    }
}
