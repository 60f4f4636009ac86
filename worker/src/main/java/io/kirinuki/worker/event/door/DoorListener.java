package io.kirinuki.worker.event.door;

/** Told what comes in and asks for nothing; called on stream threads. */
@FunctionalInterface
public interface DoorListener {
    void ignored(Ignored reason);
}
