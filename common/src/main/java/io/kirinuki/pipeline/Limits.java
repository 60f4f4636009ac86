package io.kirinuki.pipeline;

import io.kirinuki.batch.Lines;
import io.kirinuki.batch.Shares;
import io.kirinuki.image.ByteSize;
import io.kirinuki.image.decode.DecodeMemory;
import java.time.Duration;

/**
 * What one image may be, and what all images in flight may hold.
 *
 * @param maxObject the largest object that is fetched
 * @param maxPixels the most pixels that are decoded
 * @param bytesInFlight fetched and not yet decoded, all images together
 * @param pixelsInFlight decoded and not yet stored, all images together
 * @param decoding native memory of files while they are decoded, all together; one file that takes more is decoded alone
 * @param imagesInFlight images being worked on
 * @param shares of the room that becomes free
 * @param quotas of tenants, where the shares know of any
 * @param imageTimeout how long an image may be worked on
 */
public record Limits(
        ByteSize maxObject,
        long maxPixels,
        ByteSize bytesInFlight,
        long pixelsInFlight,
        ByteSize decoding,
        int imagesInFlight,
        Shares shares,
        Quotas quotas,
        Duration imageTimeout) {
    /** Unless it is said. */
    private static final Duration USUAL_IMAGE_TIMEOUT = Duration.ofHours(1);

    /** Native: 8-bit BGR and a mask of full size. */
    public static final int NATIVE_BYTES_PER_PIXEL = 3 + 1;
    /** Heap: an RGBA cut-out and a mask that do not compress, while they are uploaded. */
    public static final int HEAP_BYTES_PER_PIXEL = 4 + 1;

    public Limits {
        if (bytesInFlight.bytes() < maxObject.bytes()) {
            throw new IllegalArgumentException(
                    "limits.bytes-in-flight (%s) must be at least limits.max-object-bytes (%s)"
                            .formatted(bytesInFlight, maxObject));
        }
        if (pixelsInFlight < maxPixels) {
            throw new IllegalArgumentException("limits.pixels-in-flight (%d) must be at least limits.max-pixels (%d)"
                    .formatted(pixelsInFlight, maxPixels));
        }
        if (decoding.bytes() < 1) throw new IllegalArgumentException("limits.decoding-bytes must be at least 1");
        if (!imageTimeout.isPositive()) throw new IllegalArgumentException("limits.image-timeout must be positive");
        if (imagesInFlight < 1) throw new IllegalArgumentException("limits.images-in-flight must be at least 1");
    }

    /** Decoding may take what the largest image does. */
    public Limits(ByteSize maxObject, long maxPixels, ByteSize bytesInFlight, long pixelsInFlight, int imagesInFlight) {
        this(
                maxObject,
                maxPixels,
                bytesInFlight,
                pixelsInFlight,
                DecodeMemory.most(maxObject, maxPixels),
                imagesInFlight,
                new Shares(Lines.USUAL_BACKFILL_SHARE),
                Quotas.NONE,
                USUAL_IMAGE_TIMEOUT);
    }

    public Limits withShares(Shares other, Quotas quotasOfTenants) {
        return new Limits(
                maxObject,
                maxPixels,
                bytesInFlight,
                pixelsInFlight,
                decoding,
                imagesInFlight,
                other,
                quotasOfTenants,
                imageTimeout);
    }

    public Limits withImageTimeout(Duration timeout) {
        return new Limits(
                maxObject, maxPixels, bytesInFlight, pixelsInFlight, decoding, imagesInFlight, shares, quotas, timeout);
    }

    public Limits withDecoding(ByteSize memory) {
        return new Limits(
                maxObject,
                maxPixels,
                bytesInFlight,
                pixelsInFlight,
                memory,
                imagesInFlight,
                shares,
                quotas,
                imageTimeout);
    }

    public ByteSize worstHeap() {
        return new ByteSize(bytesInFlight.bytes() + HEAP_BYTES_PER_PIXEL * pixelsInFlight);
    }

    /** Photos, and beside them what is being decoded: all together, or the largest alone. */
    public ByteSize worstNative() {
        return new ByteSize(
                NATIVE_BYTES_PER_PIXEL * pixelsInFlight + worstDecoding().bytes());
    }

    public ByteSize worstDecoding() {
        return new ByteSize(Math.max(
                decoding.bytes(), DecodeMemory.most(maxObject, maxPixels).bytes()));
    }
}
