package io.kirinuki.benchmark;

import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.png.FastPng;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The largest CPU cost of a cut-out: encoding 1600x1200 RGBA pixels, a smooth noisy subject on transparent ground. Ours
 * against OpenCV's default and Java's own.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PngBenchmark {
    static final int WIDTH = 1600;
    static final int HEIGHT = 1200;

    private final byte[] rgba = subject();
    private Mat mat;
    private BufferedImage image;

    static byte[] subject() {
        byte[] rgba = new byte[WIDTH * HEIGHT * 4];
        Random random = new Random(1);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                if (Math.hypot(x - 800, y - 600) > 450) continue;
                int at = (y * WIDTH + x) * 4;
                for (int c = 0; c < 3; c++) {
                    rgba[at + c] = (byte)
                            (int) (128 + 60 * Math.sin(x * .01 + c) + 40 * Math.cos(y * .02) + random.nextInt(6));
                }
                rgba[at + 3] = (byte) 255;
            }
        }
        return rgba;
    }

    @Setup
    public void draw() {
        opencv_core.setNumThreads(1);
        mat = new Mat(HEIGHT, WIDTH, opencv_core.CV_8UC4);
        mat.data().put(rgba);
        image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_4BYTE_ABGR);
        byte[] abgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < rgba.length; i++) abgr[i] = rgba[i / 4 * 4 + 3 - i % 4];
    }

    @Benchmark
    public long ours() {
        return FastPng.encode(
                        new PixelSize(WIDTH, HEIGHT),
                        Picture.Layout.RGBA,
                        (y, row) -> System.arraycopy(rgba, y * WIDTH * 4, row, 0, WIDTH * 4))
                .length();
    }

    @Benchmark
    public long openCv() {
        try (BytePointer out = new BytePointer()) {
            opencv_imgcodecs.imencode(".png", mat, out);
            return out.limit();
        }
    }

    @Benchmark
    public long imageIo() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.size();
    }
}
