package io.kirinuki.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.kirinuki.batch.Traffic;
import io.kirinuki.image.ByteSize;
import io.kirinuki.image.Photo;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.decode.DecodeMemory;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.specimen.Specimens;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** As many files are decoded at a time as native memory is said to allow, by what their headers say. */
class DecodingTest {
    private static final int FILES = 4;
    private static final PixelSize SIZE = new PixelSize(1600, 1200);
    private static final byte[] PLAIN = Specimens.file("JPEG", SIZE);
    private static final byte[] PROGRESSIVE = Specimens.file("JPEG progressive 4:4:4", SIZE);

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @Test
    @Timeout(60)
    void plainOnesPassTogetherWhereProgressiveOnesGoOneByOne() throws Exception {
        long room = FILES * need(PLAIN);
        assertThat(need(PROGRESSIVE)).isBetween(room / 2 + 1, room);
        Phaser together = new Phaser(FILES);
        decodeAll(PLAIN, room, () -> {
            try {
                together.awaitAdvanceInterruptibly(together.arrive(), 30, TimeUnit.SECONDS);
            } catch (Exception late) {
                throw new AssertionError(late);
            }
        });
        assertThat(most).hasValue(FILES);
        most.set(0);
        decodeAll(PROGRESSIVE, room, () -> {});
        assertThat(most).hasValue(1);
    }

    @Test
    @Timeout(60)
    void oneThatNeedsMoreThanThereIsGoesAlone() throws Exception {
        decodeAll(PROGRESSIVE, 1000, () -> {});
        assertThat(most).hasValue(1);
    }

    private void decodeAll(byte[] file, long room, Runnable meanwhile) throws Exception {
        Limits limits = new Limits(ByteSize.mebibytes(8), 10_000_000, ByteSize.mebibytes(8), 10_000_000, FILES)
                .withDecoding(new ByteSize(room));
        try (Cores cores = new Cores(FILES);
                ExecutorService images = Executors.newVirtualThreadPerTaskExecutor()) {
            Decoding decoding = new Decoding(limits, cores, (bytes, header) -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                meanwhile.run();
                running.decrementAndGet();
                return Outcome.<Photo>failed(new Failure.Undecodable("it is none"));
            });
            List<Future<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < FILES; i++) all.add(images.submit(() -> fails(decoding, file)));
            for (Future<Boolean> each : all) assertThat(each.get()).isTrue();
        }
    }

    private static boolean fails(Decoding decoding, byte[] file) throws InterruptedException {
        try {
            decoding.photo(file, header(file), Traffic.LIVE, new Stopwatch(JourneyTrace.NONE))
                    .close();
            return false;
        } catch (FailedException asItShould) {
            return true;
        }
    }

    private static long need(byte[] file) {
        return DecodeMemory.bytes(file, header(file));
    }

    private static ImageHeader header(byte[] file) {
        return ((Outcome.Done<ImageHeader>) HeaderProbe.probe(file)).value();
    }
}
