package io.kirinuki.worker.event.door;

/** Why an event asks for nothing, though it can be read. */
public enum Ignored {
    /** S3 sends it when notifications are switched on. */
    TEST_EVENT,
    /** A record without a value, by which compacted topics forget a key. */
    TOMBSTONE,
    /** A removal, a new tag: whatever gives an object no new content. */
    OTHER_EVENT,
    /** What consoles store in place of a folder: no bytes, and a key that ends with a slash. */
    FOLDER,
    /** One of our own artifacts: to work on it would never end. */
    OWN_OUTPUT,
    /** No rule is for such an object. */
    NO_RULE
}
