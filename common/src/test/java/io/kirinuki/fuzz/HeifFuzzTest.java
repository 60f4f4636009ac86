package io.kirinuki.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.image.heif.HeifFiles;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged HEIC and AVIF, by the libheif of this machine; skipped without its encoder, which makes the files. */
class HeifFuzzTest {
    private static final int INPUTS = Integer.getInteger("fuzz.heif.inputs", 2_000);
    private static final long SEED = Long.getLong("fuzz.seed", new Random().nextInt(1_000_000));

    @Test
    void everyMutantIsPictureOrFailure() {
        System.out.printf("everyMutantIsPictureOrFailure: -Dfuzz.seed=%d%n", SEED);
        List<byte[]> seeds = HeifFiles.seeds();
        // What is made at a first picture and kept is not left behind by it.
        for (byte[] seed : seeds) assertThat(Decoding.outcome(seed)).isNotEmpty();
        Mutants mutants = new Mutants(seeds, SEED);
        Decoding decoding = new Decoding();
        for (int i = 0; i < INPUTS; i++)
            assertThat(decoding.tried(i, mutants.mutant(i))).isNotEmpty();
    }
}
