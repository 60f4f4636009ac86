package io.kirinuki.specimen;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.Photo;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.decode.PhotoFile;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.outcome.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A specimen that is not read would fuzz and measure nothing. */
class SpecimensTest {
    private static final PixelSize SMALL = new PixelSize(24, 16);

    @ParameterizedTest
    @MethodSource("io.kirinuki.specimen.Specimens#names")
    void specimenIsAPhoto(String name) {
        byte[] file = Specimens.file(name, SMALL);
        Outcome<ImageHeader> probed = HeaderProbe.probe(file);
        assertThat(probed).isInstanceOf(Outcome.Done.class);
        ImageHeader header = ((Outcome.Done<ImageHeader>) probed).value();
        assertThat(header.stored()).isEqualTo(SMALL);
        Outcome<Photo> decoded = PhotoFile.read(file, header);
        assertThat(decoded).isInstanceOf(Outcome.Done.class);
        ((Outcome.Done<Photo>) decoded).value().close();
    }
}
