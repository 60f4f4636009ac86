package io.kirinuki.worker;

import io.kirinuki.image.ByteSize;
import io.kirinuki.pipeline.Limits;
import io.kirinuki.worker.config.LimitsConfig;

/**
 * The arithmetic of memory: limits that are left open are filled in from the heap, and the worst case is known at
 * start.
 */
final class Memory {
    /** An eighth of the heap holds fetched bytes, half of it artifacts on their way out; the rest is Kafka's and Java's. */
    private static final int FETCHED_SHARE = 8;

    private static final int ARTIFACT_SHARE = 2;
    private static final long MOST_PIXELS = 100_000_000;
    /** Of direct memory, what loading a model may take; the other half is the networks' buffers and Kafka's. */
    private static final int MODEL_SHARE = 2;

    /** Direct memory that a load takes for a moment, for each byte of the model: the file, and the wrapped file. */
    private static final int DIRECT_PER_MODEL_BYTE = 2;

    private Memory() {}

    static Limits limits(LimitsConfig config, ByteSize heap) {
        long bytes = config.bytesInFlight().bytes() > 0
                ? config.bytesInFlight().bytes()
                : Math.max(heap.bytes() / FETCHED_SHARE, config.maxObjectBytes().bytes());
        long pixels = config.pixelsInFlight() > 0
                ? config.pixelsInFlight()
                : Math.max(heap.bytes() / ARTIFACT_SHARE / Limits.HEAP_BYTES_PER_PIXEL, config.maxPixels());
        long most = config.maxPixels() > 0 ? config.maxPixels() : Math.min(pixels, MOST_PIXELS);
        Limits limits = new Limits(config.maxObjectBytes(), most, new ByteSize(bytes), pixels, config.imagesInFlight())
                .withImageTimeout(config.imageTimeout());
        if (config.decodingBytes().bytes() > 0) limits = limits.withDecoding(config.decodingBytes());
        if (limits.worstHeap().bytes() > heap.bytes() / 10 * 9) {
            throw new StartException(("limits: %s of heap may be needed, but -Xmx gives %s; raise -Xmx, or lower"
                            + " limits.bytes-in-flight (%s) or limits.pixels-in-flight (%d)")
                    .formatted(limits.worstHeap(), heap, limits.bytesInFlight(), limits.pixelsInFlight()));
        }
        return limits;
    }

    /**
     * The largest model that is loaded while images are worked on.
     *
     * @param direct what Java gives to direct buffers: as much as the heap's limit, where nobody says otherwise
     */
    static ByteSize largestSwap(ByteSize direct) {
        return new ByteSize(direct.bytes() / MODEL_SHARE / DIRECT_PER_MODEL_BYTE);
    }

    /** For the log, at start. */
    static String report(Limits limits, ByteSize heap) {
        return ("Worst case in flight: %d images; heap %s = %s fetched + %d pixels x %d bytes of artifacts, of %s;"
                        + " native %s = %d pixels x %d bytes of photo and mask + %s while files are decoded."
                        + " Largest image: %s, %d pixels")
                .formatted(
                        limits.imagesInFlight(),
                        limits.worstHeap(),
                        limits.bytesInFlight(),
                        limits.pixelsInFlight(),
                        Limits.HEAP_BYTES_PER_PIXEL,
                        heap,
                        limits.worstNative(),
                        limits.pixelsInFlight(),
                        Limits.NATIVE_BYTES_PER_PIXEL,
                        limits.worstDecoding(),
                        limits.maxObject(),
                        limits.maxPixels());
    }
}
