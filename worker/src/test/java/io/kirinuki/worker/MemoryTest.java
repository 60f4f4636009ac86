package io.kirinuki.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kirinuki.image.ByteSize;
import io.kirinuki.pipeline.Limits;
import io.kirinuki.worker.config.LimitsConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryTest {
    private static final ByteSize OPEN = new ByteSize(0);

    @Test
    void limitsThatAreLeftOpenFitTheHeap() {
        for (int mebibytes : new int[] {512, 1024, 4096, 16384}) {
            ByteSize heap = ByteSize.mebibytes(mebibytes);
            Limits limits = Memory.limits(
                    new LimitsConfig(ByteSize.mebibytes(32), 0, OPEN, 0, OPEN, 64, Duration.ofHours(1)), heap);
            assertThat(limits.worstHeap().bytes()).isLessThan(heap.bytes() / 10 * 7);
            assertThat(limits.maxPixels()).isLessThanOrEqualTo(limits.pixelsInFlight());
        }
    }

    @Test
    void twelveMegapixelsPassInHalfAGibibyte() {
        Limits limits = Memory.limits(
                new LimitsConfig(ByteSize.mebibytes(64), 0, OPEN, 0, OPEN, 64, Duration.ofHours(1)),
                ByteSize.mebibytes(512));
        assertThat(limits.pixelsInFlight()).isGreaterThan(4 * 12_000_000);
    }

    @Test
    void limitsThatDoNotFitTheHeapAreRefusedWithTheNumbers() {
        var config = new LimitsConfig(ByteSize.mebibytes(64), 0, OPEN, 400_000_000, OPEN, 64, Duration.ofHours(1));
        assertThatThrownBy(() -> Memory.limits(config, ByteSize.mebibytes(1024)))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("limits.pixels-in-flight (400000000)")
                .hasMessageContaining("-Xmx gives 1.0 GiB");
    }

    @Test
    void aModelIsSwappedWithinHalfOfDirectMemory() {
        assertThat(Memory.largestSwap(ByteSize.mebibytes(1024))).isEqualTo(ByteSize.mebibytes(256));
    }

    @Test
    void anImageMayBeAsLargeAsItIsSaidToBe() {
        var config = new LimitsConfig(ByteSize.mebibytes(64), 150_000_000, OPEN, 0, OPEN, 64, Duration.ofHours(1));
        assertThat(Memory.limits(config, ByteSize.mebibytes(2048)).pixelsInFlight())
                .isGreaterThanOrEqualTo(150_000_000);
    }
}
