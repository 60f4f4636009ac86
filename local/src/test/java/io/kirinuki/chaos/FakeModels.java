package io.kirinuki.chaos;

import io.kirinuki.batch.Accelerator;
import io.kirinuki.batch.AcceleratorException;
import io.kirinuki.batch.BatchListener;
import io.kirinuki.batch.Batcher;
import io.kirinuki.batch.BatcherConfig;
import io.kirinuki.image.ByteSize;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Pixels;
import io.kirinuki.image.resample.Filter;
import io.kirinuki.model.Framing;
import io.kirinuki.model.InputRule;
import io.kirinuki.model.ModelException;
import io.kirinuki.model.ModelFolder;
import io.kirinuki.model.ModelManifest.Task;
import io.kirinuki.model.OutputRule;
import io.kirinuki.model.Prediction;
import io.kirinuki.pipeline.ModelListener;
import io.kirinuki.pipeline.Models;
import io.kirinuki.pipeline.ServedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A stand-in for a device, of a fixed time per batch, behind a real folder of models that is looked at and swapped as
 * ever. It fails as a file says, and by itself on images of two colours.
 *
 * <p>Alpha is the red channel for models whose version is odd, and green for others.
 */
public final class FakeModels {
    /** What is in the file while the device is in trouble. */
    enum Trouble {
        /** One run fails. */
        HICCUP,
        DOWN,
        OUT_OF_MEMORY,
        /** But for batches of one. */
        SHORT_OF_MEMORY
    }

    private static final Duration PER_BATCH = Duration.ofMillis(3);
    private static final int MAX_BATCH = 16;
    private static final PixelSize SIZE = new PixelSize(8, 8);
    private static final InputRule INPUT = new InputRule(
            "image",
            InputRule.Colour.RGB,
            new Framing.Squash(SIZE),
            Filter.AREA,
            InputRule.Scale.BY_255,
            List.of(0f, 0f, 0f),
            List.of(1f, 1f, 1f));
    private static final OutputRule OUTPUT =
            new OutputRule("alpha", OutputRule.Head.PROBABILITY, Filter.BILINEAR, List.of());

    private FakeModels() {}

    /** Written under a hidden name first, as people are told to. */
    public static void put(Path directory, int version) throws IOException {
        Path model = Files.createDirectories(directory.resolve("subject"));
        Path coming = Files.createDirectories(model.resolve("." + version));
        Files.writeString(coming.resolve("model.yaml"), "the stand-in's\n");
        Files.move(coming, model.resolve(Integer.toString(version)));
    }

    /** The shift of the channel that is alpha, by a model's digest. */
    static int shift(String sha256) {
        return sha256.startsWith("1") ? 16 : 8;
    }

    static Models open(Path directory, Duration refresh, BatchListener batches, ModelListener changes, Path trouble)
            throws ModelException {
        return Models.open(
                directory, refresh, new ByteSize(1 << 20), folder -> load(folder, batches, trouble), changes);
    }

    /** {@code trouble} is a file that holds the name of the trouble that the device is in, while it is there. */
    public static ServedModel load(ModelFolder folder, BatchListener batches, Path trouble) throws ModelException {
        int odd = Integer.parseInt(folder.version()) % 2;
        try {
            Thread.sleep(200); // a load takes its time
            var batcher =
                    new Batcher<>(new Device(odd == 1 ? 0 : 1, trouble), new BatcherConfig(1, Duration.ZERO), batches);
            String digest = Integer.toString(odd).repeat(64);
            return new ServedModel("subject", folder.version(), digest, Task.MASK, "cpu", INPUT, OUTPUT, batcher);
        } catch (AcceleratorException e) {
            throw new ModelException("a device without memory needs none", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelException("interrupted", e);
        }
    }

    private record Device(int channel, Path trouble) implements Accelerator<Pixels, Prediction> {
        @Override
        public String name() {
            return "subject";
        }

        @Override
        public int maxBatch() {
            return MAX_BATCH;
        }

        @Override
        public Pixels harmless() {
            return Pixels.black(SIZE, 3);
        }

        @Override
        public Lane<Pixels, Prediction> open() {
            return new Lane<>() {
                @Override
                public List<Prediction> run(List<Pixels> images) throws AcceleratorException {
                    return Device.this.run(images);
                }

                @Override
                public void close() {}
            };
        }

        private List<Prediction> run(List<Pixels> images) throws AcceleratorException {
            try {
                Thread.sleep(PER_BATCH);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
            for (Pixels image : images) {
                int colour = colour(image);
                if (colour == Photos.KILLER) Runtime.getRuntime().halt(134);
                if (colour == Photos.POISON) throw new AcceleratorException("as told by the image", false, null);
            }
            troubled(images.size());
            return images.stream().map(this::alpha).toList();
        }

        private void troubled(int batch) throws AcceleratorException {
            if (!Files.exists(trouble)) return;
            try {
                Trouble now = Trouble.valueOf(Files.readString(trouble).strip());
                switch (now) {
                    case HICCUP -> {
                        if (Files.deleteIfExists(trouble)) throw new AcceleratorException("a hiccup", false, null);
                    }
                    case DOWN -> throw new AcceleratorException("the device is gone", false, null);
                    case OUT_OF_MEMORY -> throw new AcceleratorException("no memory", true, null);
                    case SHORT_OF_MEMORY -> {
                        if (batch > 1) throw new AcceleratorException("no memory for so many", true, null);
                    }
                }
            } catch (NoSuchFileException over) {
                return;
            } catch (IOException e) {
                throw new AcceleratorException("its trouble cannot be read", false, e);
            }
        }

        @Override
        public void close() {}

        private static int colour(Pixels rgb) {
            byte[] bytes = rgb.bytes();
            return ((bytes[0] & 0xff) << 16) | ((bytes[1] & 0xff) << 8) | (bytes[2] & 0xff);
        }

        private Prediction alpha(Pixels rgb) {
            byte[] bytes = new byte[rgb.bytes().length / 3];
            for (int i = 0; i < bytes.length; i++) bytes[i] = rgb.bytes()[3 * i + channel];
            return new Prediction.Alpha(new Pixels(bytes, rgb.size(), 1));
        }
    }
}
