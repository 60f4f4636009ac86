package io.kirinuki.fuzz;

import io.kirinuki.image.Colour;
import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Sampling;
import io.kirinuki.image.decode.DecodeMemory;
import io.kirinuki.image.decode.MaskFile;
import io.kirinuki.image.decode.PhotoFile;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.image.resample.Filter;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import org.bytedeco.javacpp.Pointer;

/**
 * Probe, decoder and reader of masks: each file is a picture or a failure in our words, whatever its bytes, and leaves
 * nothing behind in native memory.
 */
final class Decoding implements Target {
    static final long MOST_PIXELS = 1_000_000;
    private static final PixelSize WINDOW = new PixelSize(32, 32);

    @Override
    public String tried(long number, byte[] file) {
        long before = Pointer.totalBytes();
        String outcome = outcome(file);
        long left = Pointer.totalBytes() - before;
        if (left > 0) throw new AssertionError("%d native bytes are left, of %s".formatted(left, outcome));
        return outcome;
    }

    static String outcome(byte[] file) {
        return switch (HeaderProbe.probe(file)) {
            case Outcome.Failed<ImageHeader>(Failure failure) -> "probe: " + words(failure);
            case Outcome.Done<ImageHeader>(ImageHeader header) -> {
                if (header.stored().pixels() > MOST_PIXELS) yield header.format() + ": more pixels than are tried";
                yield "%s: %s; mask: %s".formatted(header.format(), photo(file, header), mask(file));
            }
        };
    }

    private static String photo(byte[] file, ImageHeader header) {
        return switch (PhotoFile.read(file, header)) {
            case Outcome.Failed<Photo>(Failure failure) -> words(failure);
            case Outcome.Done<Photo>(Photo photo) -> {
                try (photo) {
                    if (!photo.size().equals(header.upright())) {
                        throw new AssertionError("%s was promised, %s came".formatted(header.upright(), photo.size()));
                    }
                    photo.sample(new Sampling(Sampling.Channels.RGB, WINDOW, WINDOW, Filter.BILINEAR));
                    photo.own(new Colour(10, 20, 30));
                    yield "photo" + (photo.transparency().isPresent() ? ", transparent" : "")
                            + (photo.profile().isPresent() ? ", of a profile" : "");
                }
            }
        };
    }

    private static String mask(byte[] file) {
        return switch (MaskFile.read(file)) {
            case Outcome.Failed<Mask>(Failure failure) -> words(failure);
            case Outcome.Done<Mask>(Mask mask) -> {
                mask.close();
                yield "read";
            }
        };
    }

    private static String words(Failure failure) {
        if (failure instanceof Failure.Internal) throw new AssertionError(failure.message());
        return failure.name();
    }

    @Override
    public long allowed(byte[] file) {
        return switch (HeaderProbe.probe(file)) {
            case Outcome.Failed<ImageHeader> refused -> 0;
            case Outcome.Done<ImageHeader>(ImageHeader header) -> DecodeMemory.bytes(file, header);
        };
    }
}
