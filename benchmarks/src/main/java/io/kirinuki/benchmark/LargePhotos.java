package io.kirinuki.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Photos of one size, made of a folder's of that shape: enlarged where they are smaller, and with a little noise then, as
 * sensors have it. The same each time.
 */
public final class LargePhotos {
    private LargePhotos() {}

    /** @param most none is read beyond so many */
    public static List<byte[]> of(Path folder, int width, int height, int most) throws IOException {
        opencv_core.setNumThreads(1);
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.sorted().toList();
        }
        List<byte[]> photos = new ArrayList<>();
        for (Path file : files) {
            if (photos.size() == most) break;
            try (Mat photo = opencv_imgcodecs.imread(file.toString())) {
                if (photo.empty() || photo.cols() * 3 != photo.rows() * 4) continue;
                photos.add(
                        photo.cols() == width && photo.rows() == height
                                ? Files.readAllBytes(file)
                                : enlarged(photo, width, height, photos.size()));
            }
        }
        return photos;
    }

    private static byte[] enlarged(Mat photo, int width, int height, long seed) {
        try (Mat large = new Mat();
                BytePointer file = new BytePointer();
                IntPointer quality = new IntPointer(opencv_imgcodecs.IMWRITE_JPEG_QUALITY, 90)) {
            opencv_imgproc.resize(photo, large, new Size(width, height), 0, 0, opencv_imgproc.INTER_CUBIC);
            byte[] pixels = new byte[width * height * 3];
            large.data().get(pixels);
            Random random = new Random(seed);
            for (int i = 0; i < pixels.length; i++) {
                int value = (pixels[i] & 0xff) + (int) Math.round(2 * random.nextGaussian());
                pixels[i] = (byte) Math.clamp(value, 0, 255);
            }
            large.data().put(pixels);
            opencv_imgcodecs.imencode(".jpg", large, file, quality);
            byte[] bytes = new byte[(int) file.limit()];
            file.get(bytes);
            return bytes;
        }
    }
}
