package io.kirinuki.image.heif;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.List;
import java.util.Optional;

/**
 * The libheif of the machine, where it has one: it is not shipped, for it and its decoders have licences and repairs of their
 * own. Nothing is used but functions that it has had since 1.7, and its structure of errors.
 *
 * <p>Threads: any number may decode at the same time, each in a context of its own.
 */
final class LibHeif {
    /** By the name that programs link against, then by the one that other systems know. */
    private static final List<String> NAMES = List.of("libheif.so.1", "heif");

    private static final int OK = 0;
    private static final int UNSUPPORTED = 4;
    private static final int OUT_OF_MEMORY = 6;
    private static final int LIMIT_EXCEEDED = 1000;
    private static final int NO_DECODER = 3000;

    /** Room for blocks that reach out of a picture. */
    private static final int SPARE = 128;

    private static final class Holder {
        static final Optional<LibHeif> FOUND = load(NAMES);
    }

    /** What is decoded to, by libheif's numbers. */
    enum Target {
        GREY(2, 0, 0, 1),
        RGB(1, 3, 3, 3);

        private final int space;
        private final int chroma;
        private final int firstChannel;
        private final int channels;

        Target(int space, int chroma, int firstChannel, int channels) {
            this.space = space;
            this.chroma = chroma;
            this.firstChannel = firstChannel;
            this.channels = channels;
        }
    }

    /** Takes a decoded picture in, which is gone when it returns. */
    @FunctionalInterface
    interface Receiver {
        void take(Planes planes) throws FailedException;
    }

    /** As in heif.h, which JNA finds them by. */
    interface Functions extends Library {
        HeifError heif_init(Pointer parameters);

        int heif_have_decoder_for_format(int format);

        Pointer heif_context_alloc();

        void heif_context_free(Pointer context);

        void heif_context_set_maximum_image_size_limit(Pointer context, int side);

        HeifError heif_context_read_from_memory_without_copy(
                Pointer context, Pointer bytes, NativeLong length, Pointer options);

        HeifError heif_context_get_primary_image_handle(Pointer context, PointerByReference handle);

        void heif_image_handle_release(Pointer handle);

        HeifError heif_decode_image(Pointer handle, PointerByReference image, int space, int chroma, Pointer options);

        void heif_image_release(Pointer image);

        int heif_image_get_width(Pointer image, int channel);

        int heif_image_get_height(Pointer image, int channel);

        int heif_image_get_bits_per_pixel_range(Pointer image, int channel);

        Pointer heif_image_get_plane_readonly(Pointer image, int channel, IntByReference stride);
    }

    /** JNA fills it, and asks for public fields. */
    @Structure.FieldOrder({"code", "detail", "message"})
    public static final class HeifError extends Structure implements Structure.ByValue {
        public int code;
        public int detail;
        public String message;
    }

    private final Functions functions;

    private LibHeif(Functions functions) {
        this.functions = functions;
    }

    /** Empty where the machine has none; looked for once. */
    static Optional<LibHeif> found() {
        return Holder.FOUND;
    }

    static Optional<LibHeif> load(List<String> names) {
        for (String name : names) {
            try {
                LibHeif loaded = new LibHeif(Native.load(name, Functions.class));
                loaded.start();
                return Optional.of(loaded);
            } catch (LinkageError absent) {
                // By the next name, or not at all.
            }
        }
        return Optional.empty();
    }

    /** Decoders that are plug-ins are loaded here, since 1.14; before, there were none. */
    private void start() {
        try {
            functions.heif_init(null);
        } catch (UnsatisfiedLinkError old) {
            // As it says.
        }
    }

    boolean decodes(HeifCodec codec) {
        return functions.heif_have_decoder_for_format(codec.number()) != 0;
    }

    /**
     * Decodes the only picture of a file. All that is native is freed, whatever happens.
     *
     * @param longest the longer side that the picture may have
     */
    void decode(byte[] file, Target target, int longest, Receiver receiver) throws FailedException {
        Pointer context = functions.heif_context_alloc();
        try (Memory copy = new Memory(file.length)) {
            copy.write(0, file, 0, file.length);
            functions.heif_context_set_maximum_image_size_limit(context, longest + SPARE);
            check(functions.heif_context_read_from_memory_without_copy(
                    context, copy, new NativeLong(file.length), null));
            PointerByReference handle = new PointerByReference();
            check(functions.heif_context_get_primary_image_handle(context, handle));
            try {
                decode(handle.getValue(), target, receiver);
            } finally {
                functions.heif_image_handle_release(handle.getValue());
            }
        } finally {
            functions.heif_context_free(context);
        }
    }

    private void decode(Pointer handle, Target target, Receiver receiver) throws FailedException {
        PointerByReference image = new PointerByReference();
        check(functions.heif_decode_image(handle, image, target.space, target.chroma, null));
        try {
            receiver.take(new Planes(functions, image.getValue(), target));
        } finally {
            functions.heif_image_release(image.getValue());
        }
    }

    private static void check(HeifError error) throws FailedException {
        if (error.code == OK) return;
        String words = error.message == null || error.message.isBlank() ? "error " + error.code : error.message;
        throw new FailedException(
                switch (error.code) {
                    case OUT_OF_MEMORY ->
                        error.detail == LIMIT_EXCEEDED
                                ? new Failure.Undecodable("libheif refuses it: " + words)
                                : new Failure.Internal("no native memory left to decode a HEIF picture");
                    case UNSUPPORTED ->
                        error.detail == NO_DECODER
                                ? new Failure.Internal("libheif has lost its decoder")
                                : new Failure.Unsupported("a HEIF picture that libheif does not read: " + words);
                    default -> new Failure.Undecodable("libheif refuses it: " + words);
                });
    }

    /** The channels of a decoded picture, each a plane. */
    static final class Planes {
        private final Functions functions;
        private final Pointer image;
        private final int firstChannel;
        private final Pointer[] planes;
        private final int[] strides;

        private Planes(Functions functions, Pointer image, Target target) throws FailedException {
            this.functions = functions;
            this.image = image;
            this.firstChannel = target.firstChannel;
            this.planes = new Pointer[target.channels];
            this.strides = new int[target.channels];
            for (int i = 0; i < planes.length; i++) {
                IntByReference stride = new IntByReference();
                planes[i] = functions.heif_image_get_plane_readonly(image, firstChannel + i, stride);
                strides[i] = stride.getValue();
                boolean fits = planes[i] != null
                        && width(i) == width(0)
                        && height(i) == height(0)
                        && bits(i) == bits(0)
                        && bits(i) >= 8
                        && bits(i) <= 16;
                if (!fits)
                    throw BoxBytes.undecodable(
                            "libheif makes no picture of %d channels of it".formatted(planes.length));
            }
        }

        private int width(int index) {
            return functions.heif_image_get_width(image, firstChannel + index);
        }

        private int height(int index) {
            return functions.heif_image_get_height(image, firstChannel + index);
        }

        private int bits(int index) {
            return functions.heif_image_get_bits_per_pixel_range(image, firstChannel + index);
        }

        int count() {
            return planes.length;
        }

        int width() {
            return width(0);
        }

        int height() {
            return height(0);
        }

        /** Of a value, which takes two bytes where it is more than 8. */
        int bits() {
            return bits(0);
        }

        /** Fills {@code row} with as many bytes of a row as it has room for. */
        void row(int channel, int y, byte[] row) {
            planes[channel].read((long) y * strides[channel], row, 0, row.length);
        }
    }
}
