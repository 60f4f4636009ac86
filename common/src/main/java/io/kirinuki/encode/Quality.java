package io.kirinuki.encode;

/** What a lossy format keeps, 1 (little) to 100 (nearly all). */
final class Quality {
    private Quality() {}

    static void check(int quality) {
        if (quality < 1 || quality > 100) throw new IllegalArgumentException("quality is 1 to 100, not " + quality);
    }
}
