package io.kirinuki.pipeline;

import io.kirinuki.batch.Asker;
import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.decode.DecodeMemory;
import io.kirinuki.image.decode.MaskFile;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.function.BiFunction;

/**
 * Files on their way to photos, on the cores, as many at a time as native memory is said to allow: a progressive JPEG
 * waits where three plain ones pass. The permit is the last that an image takes, and is given back as soon as there is a
 * photo; who holds it waits for a core and for nothing else.
 *
 * <p>Threads: any.
 */
final class Decoding {
    private final Cores cores;
    private final Budget memory;
    private final BiFunction<byte[], ImageHeader, Outcome<Photo>> reader;

    /** @param reader what runs on a core */
    Decoding(Limits limits, Cores cores, BiFunction<byte[], ImageHeader, Outcome<Photo>> reader) {
        this.cores = cores;
        this.memory = new Budget(limits.decoding().bytes(), limits.shares());
        this.reader = reader;
    }

    /** One that is laid over a photo; its luma, or its alpha, takes a byte for each pixel beside what a photo takes. */
    Mask mask(byte[] file, ImageHeader header, Asker asker, Stopwatch watch)
            throws FailedException, InterruptedException {
        long need = DecodeMemory.bytes(file, header) + header.stored().pixels();
        try (Budget.Lease held = memory.take(need, asker)) {
            return cores.run(() -> MaskFile.readUpright(file, header).orThrow(), asker, watch::cpu);
        }
    }

    Photo photo(byte[] file, ImageHeader header, Asker asker, Stopwatch watch)
            throws FailedException, InterruptedException {
        try (Budget.Lease held = memory.take(DecodeMemory.bytes(file, header), asker)) {
            return cores.run(() -> reader.apply(file, header).orThrow(), asker, watch::cpu);
        }
    }
}
