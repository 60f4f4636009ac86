package io.kirinuki.worker.job.redrive;

import java.time.Instant;

/** What has become of a dead letter. */
public sealed interface Standing {
    /** Nothing yet: the next redrive that means it sends it. */
    record Open() implements Standing {}

    /** A redrive has sent it again. */
    record Sent(String job) implements Standing {}

    /** Somebody has said that it is not to be sent again: only a redrive that says otherwise in so many words takes it. */
    record Dismissed(String job, Instant at, String by, String why) implements Standing {}
}
