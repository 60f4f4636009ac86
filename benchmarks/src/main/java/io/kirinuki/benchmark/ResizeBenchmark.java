package io.kirinuki.benchmark;

import io.kirinuki.image.Mask;
import io.kirinuki.image.Photo;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Sampling;
import io.kirinuki.image.decode.PhotoFile;
import io.kirinuki.image.probe.HeaderProbe;
import io.kirinuki.image.resample.Filter;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a manifest's filters cost: a photo of 1600x1200 down to a network's 320x320, and its mask back up. AREA is
 * OpenCV's, the others are ours.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ResizeBenchmark {
    private static final PixelSize LARGE = new PixelSize(1600, 1200);
    private static final PixelSize SMALL = new PixelSize(320, 320);

    @Param({"AREA", "BILINEAR", "CUBIC", "LANCZOS"})
    Filter filter;

    private Photo photo;
    private Mask mask;

    @Setup
    public void draw() throws Exception {
        byte[] pixels = new byte[Math.toIntExact(LARGE.pixels() * 3)];
        new Random(1).nextBytes(pixels);
        try (Mat mat = new Mat(LARGE.height(), LARGE.width(), opencv_core.CV_8UC3);
                BytePointer file = new BytePointer()) {
            mat.data().put(pixels);
            opencv_imgcodecs.imencode(".bmp", mat, file);
            byte[] bytes = new byte[Math.toIntExact(file.limit())];
            file.get(bytes);
            photo = PhotoFile.read(bytes, HeaderProbe.probe(bytes).orThrow()).orThrow();
        }
        byte[] alpha = new byte[Math.toIntExact(SMALL.pixels())];
        new Random(2).nextBytes(alpha);
        mask = Mask.of(alpha, SMALL);
    }

    @Benchmark
    public byte[] photoDown() {
        return photo.sample(new Sampling(Sampling.Channels.RGB, SMALL, SMALL, filter))
                .bytes();
    }

    @Benchmark
    public PixelSize maskUp() {
        try (Mask large = mask.resizedTo(LARGE, filter)) {
            return large.size();
        }
    }
}
