package io.kirinuki.worker.reception;

import io.kirinuki.image.ByteSize;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The bytes of pictures that may be held while they come in or go out. Any thread. */
public final class Room {
    private static final int PIECE = 1 << 10;

    private final int pieces;
    private final Semaphore free;

    public Room(ByteSize all) {
        pieces = (int) Math.min(Integer.MAX_VALUE, all.bytes() / PIECE);
        free = new Semaphore(pieces, true);
    }

    /** What was taken; to give it back again does nothing. */
    public interface Share extends AutoCloseable {
        @Override
        void close();
    }

    /** Empty where there is none. */
    public Optional<Share> tryTake(long bytes) {
        int share = pieces(bytes);
        return free.tryAcquire(share) ? Optional.of(taken(share)) : Optional.empty();
    }

    /** Waits for it; empty where it does not come. */
    public Optional<Share> take(long bytes, Duration patience) throws InterruptedException {
        int share = pieces(bytes);
        return free.tryAcquire(share, patience.toMillis(), TimeUnit.MILLISECONDS)
                ? Optional.of(taken(share))
                : Optional.empty();
    }

    private Share taken(int share) {
        AtomicBoolean held = new AtomicBoolean(true);
        return () -> {
            if (held.getAndSet(false)) free.release(share);
        };
    }

    /** One that is larger than all takes all. */
    private int pieces(long bytes) {
        return (int) Math.min(pieces, bytes / PIECE + 1);
    }
}
