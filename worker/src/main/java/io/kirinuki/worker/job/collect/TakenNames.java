package io.kirinuki.worker.job.collect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kirinuki.image.Blob;
import io.kirinuki.worker.StartException;
import java.util.Arrays;

/**
 * The names that a file has given to images, so that none is given twice. Of each is kept half a word of its SHA-256 and
 * the number of its request: 24 bytes a name. Among a million names two that differ look alike once in forty million times;
 * then another rule for names helps.
 */
final class TakenNames {
    private final String how;
    private long[] hashes = new long[1 << 10];
    private int[] numbers = new int[1 << 10]; // of the request, plus 1
    private int count;

    /** @param how names may be told apart, for people */
    TakenNames(String how) {
        this.how = how;
    }

    /** Throws {@link StartException} where another request has that name. */
    void take(String name, long number) {
        if (2 * count >= hashes.length) grow();
        long hash =
                Long.parseUnsignedLong(Blob.of(name.getBytes(UTF_8)).sha256().substring(0, 16), 16);
        int other = put(hash, Math.toIntExact(number) + 1);
        if (other > 0) {
            throw new StartException("requests %d and %d of the job would both be named \"%s\"; %s"
                    .formatted(other - 1, number, name, how));
        }
        count++;
    }

    /** What was there; 0 where nothing was. */
    private int put(long hash, int number) {
        int mask = hashes.length - 1;
        int slot = (int) hash & mask;
        while (numbers[slot] > 0 && hashes[slot] != hash) slot = (slot + 1) & mask;
        int other = numbers[slot];
        hashes[slot] = hash;
        numbers[slot] = number;
        return other;
    }

    private void grow() {
        long[] formerHashes = hashes;
        int[] formerNumbers = numbers;
        hashes = new long[2 * formerHashes.length];
        numbers = new int[hashes.length];
        Arrays.fill(numbers, 0);
        for (int i = 0; i < formerHashes.length; i++) {
            if (formerNumbers[i] > 0) {
                var unused = put(formerHashes[i], formerNumbers[i]);
            }
        }
    }
}
