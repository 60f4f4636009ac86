package io.kirinuki.worker.http;

import io.kirinuki.image.ByteSize;
import java.time.Duration;

/**
 * What a server allows those who connect to it, so that nobody holds what others need.
 *
 * @param connections open at once; one more has the connection that waits longest for its next request closed
 * @param patience in which a request's head must have come whole, and in which an open connection must be used again
 * @param upload in which the rest of a request must have come, once it is being read
 * @param stall how long whoever reads an answer may read nothing of it
 * @param head of a request's first line and headers
 */
public record ServerLimits(int connections, Duration patience, Duration upload, Duration stall, ByteSize head) {
    public static final ServerLimits USUAL = new ServerLimits(
            200, Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(20), new ByteSize(8 << 10));

    public ServerLimits {
        if (connections < 1 || !patience.isPositive() || !upload.isPositive() || !stall.isPositive()) {
            throw new IllegalArgumentException("a server needs limits above 0, not %d connections, %s, %s, %s"
                    .formatted(connections, patience, upload, stall));
        }
    }
}
