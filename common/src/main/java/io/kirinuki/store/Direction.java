package io.kirinuki.store;

/** Which way a call to the store goes: a full disk refuses the one, a lost network of disks the other. */
enum Direction {
    /** Lists, and asks whether a bucket is there, too. */
    READ("reads of"),
    WRITE("writes to");

    private final String words;

    Direction(String words) {
        this.words = words;
    }

    String of(String bucket) {
        return "%s bucket %s".formatted(words, bucket);
    }
}
