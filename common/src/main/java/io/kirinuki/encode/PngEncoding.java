package io.kirinuki.encode;

import io.kirinuki.image.Blob;
import io.kirinuki.image.Picture;
import io.kirinuki.image.Picture.Layout;
import io.kirinuki.image.png.FastPng;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.zip.Deflater;

/** PNG in four kinds, all of them lossless but {@link #ONE_BIT}. */
public enum PngEncoding implements Encoding {
    /** 8 bits a channel by {@link FastPng}: a tenth to a thirtieth of the time of {@link #SMALL}. */
    FAST {
        @Override
        public Blob encode(Picture picture) {
            return FastPng.encode(picture);
        }
    },
    /**
     * The fewest bytes that filters, zlib and {@link PngForm#smallest} give in reasonable time; or {@link #FAST}, where that
     * is smaller: in noise nothing repeats, and to look for repetitions costs zlib up to a tenth.
     */
    SMALL {
        @Override
        public Blob encode(Picture picture) {
            Blob small = FilteredPng.encode(picture, PngForm.smallest(picture), THOROUGH);
            Blob fast = FastPng.encode(picture);
            return fast.length() < small.length() ? fast : small;
        }
    },
    /** One bit a pixel, white where the grey picture is at least 128 of 255. */
    ONE_BIT {
        @Override
        public Blob encode(Picture picture) throws FailedException {
            if (picture.layout() != Layout.GREY) {
                throw new FailedException(new Failure.Unencodable("a 1-bit PNG holds a mask, not a picture in colour"));
            }
            return FilteredPng.encode(picture, PngForm.oneBit(picture), THOROUGH);
        }
    },
    /**
     * 16 bits a channel, for compositors that want them. Widened from 8 bits, {@code value * 257}: no finer than the
     * picture was.
     */
    SIXTEEN_BIT {
        @Override
        public Blob encode(Picture picture) {
            return FilteredPng.encode(picture, PngForm.sixteenBit(picture), Deflater.DEFAULT_COMPRESSION);
        }
    };

    /** Of zlib. Level 9 takes photos four times as long for 0.3 % fewer bytes. */
    private static final int THOROUGH = 8;

    @Override
    public abstract Blob encode(Picture picture) throws FailedException;

    @Override
    public String mediaType() {
        return "image/png";
    }

    @Override
    public String extension() {
        return "png";
    }
}
