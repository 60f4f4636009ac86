package io.kirinuki.fuzz;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** Misbehaves at numbers that are known, in every way that the harness is to find. */
final class PlantedFaults implements Target {
    static final long THROWS = 3;
    static final long TAKES = 5;
    static final long DIES = 8;
    static final long HANGS = 11;
    private static final long LEAKS_FROM = 10_500;
    private static final long LEAKS_TO = 14_500;
    private static final long LEAK = 32 << 10;
    private static final long MUCH = 100 << 20;

    private final List<Pointer> leaked = new ArrayList<>();
    private volatile boolean never;

    @Override
    public String tried(long number, byte[] file) {
        if (number == THROWS) throw new IllegalStateException("planted");
        if (number == TAKES) touched(MUCH).close();
        if (number == DIES) Pointer.memset(touched(1), 0, Long.MAX_VALUE);
        while (number == HANGS && !never) Thread.onSpinWait();
        if (number > LEAKS_FROM && number < LEAKS_TO) leaked.add(touched(LEAK));
        return "tried";
    }

    private static Pointer touched(long bytes) {
        BytePointer memory = new BytePointer(bytes);
        Pointer.memset(memory, 1, bytes);
        return memory;
    }

    @Override
    public long allowed(byte[] file) {
        return 0;
    }

    @Override
    public Duration longest() {
        return Duration.ofMillis(500);
    }
}
