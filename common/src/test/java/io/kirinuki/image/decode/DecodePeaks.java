package io.kirinuki.image.decode;

import io.kirinuki.fuzz.ProcessMemory;
import io.kirinuki.image.Photo;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.specimen.Specimens;
import java.util.List;

/**
 * A process that decodes specimens of a size and tells what native memory each took at its peak: lines of these bytes, of
 * those that are counted for it, of the file's, and its name. Its heap must have all its pages from the start, so that nothing of it is counted.
 */
final class DecodePeaks {
    private static final int TRIES = 2;

    private DecodePeaks() {}

    /** Arguments: width, height, and names of specimens; all of them where there is none. */
    public static void main(String[] arguments) {
        PixelSize size = new PixelSize(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
        List<String> names = List.of(arguments).subList(2, arguments.length);
        for (String name : names.isEmpty() ? Specimens.names() : names) {
            byte[] file = Specimens.file(name, size);
            ImageHeader header = ((Outcome.Done<ImageHeader>) HeaderProbe.probe(file)).value();
            long counted = DecodeMemory.bytes(file, header);
            System.out.printf("%d\t%d\t%d\t%s%n", peak(file, header), counted, file.length, name);
        }
    }

    /** The least of some tries: beside it the compiler and the collector are at work. */
    private static long peak(byte[] file, ImageHeader header) {
        ProcessMemory memory = new ProcessMemory();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            memory.forgetPeak();
            long before = memory.resident();
            Outcome<Photo> decoded = PhotoFile.read(file, header);
            least = Math.min(least, memory.peak() - before);
            switch (decoded) {
                case Outcome.Done<Photo>(Photo photo) -> photo.close();
                case Outcome.Failed<Photo>(var failure) -> throw new IllegalStateException(failure.message());
            }
        }
        return least;
    }
}
