package io.kirinuki.image.probe.file;

/**
 * The native memory that decoding a file takes, by what its header says. First its excerpt lies beside what is read of it;
 * then what was read lies beside what becomes of it. The figures are measured (docs/pixels.md).
 *
 * @param reading bytes a pixel while the file is read, beside the excerpt
 * @param changing bytes a pixel afterwards
 * @param beside bytes while it is read that go by other things than its pixels
 */
public record DecodeNeed(double reading, double changing, long beside) {
    /** What libraries take for rows, tables and their own state. */
    private static final long SMALL = 2 << 20;

    private static final int COLOUR = 3;
    private static final int ALPHA = 1;

    /** No file takes more a pixel, beside what goes by other things; but for AVIF, which takes nothing else. */
    public static final int MOST = 16;

    /** An AVIF of 12 bits in full colour, with transparency. */
    public static final int MOST_OF_AVIF = 29;

    /** Eight bits, three channels: they are what is wanted. */
    public static DecodeNeed colour() {
        return new DecodeNeed(COLOUR, COLOUR, 0);
    }

    /** So many channels, of one byte or of two: brought to one first, then to colour and alpha where they are not. */
    public static DecodeNeed of(int channels, int bytes) {
        int read = channels * bytes;
        int wanted = COLOUR + (channels == 4 ? ALPHA : 0);
        int shortened = bytes > 1 ? read + channels : read;
        int parted = channels == COLOUR ? COLOUR : channels + wanted;
        return new DecodeNeed(read, Math.max(shortened, parted), 0);
    }

    public DecodeNeed with(double moreReading, long moreBeside) {
        return new DecodeNeed(reading + moreReading, changing, beside + moreBeside);
    }

    /** @param turned by a quarter, in memory of its own */
    public long bytes(long excerpt, long pixels, boolean turned) {
        double atLast = turned ? Math.max(changing, 2 * (COLOUR + (changing > 2 * COLOUR ? ALPHA : 0))) : changing;
        return SMALL + (long) Math.ceil(Math.max(excerpt + beside + reading * pixels, atLast * pixels));
    }
}
