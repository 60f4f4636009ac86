package io.kirinuki.worker.page;

/** Reads off the worker's parts what they are at. Any thread, once a second while somebody looks; must not wait. */
@FunctionalInterface
public interface Snapshot {
    Machine machine();
}
