package io.kirinuki.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.kirinuki.image.PixelSize;
import io.kirinuki.image.Sampling;
import io.kirinuki.image.resample.Filter;
import java.util.List;
import java.util.Objects;

/**
 * The picture that goes in: resized as {@code framing} says, then per channel (scaled x - mean) / std.
 *
 * @param tensor the ONNX input, float32 [N, channels, height, width]
 */
public record InputRule(
        String tensor, Colour colour, Framing framing, Filter filter, Scale scale, List<Float> mean, List<Float> std) {
    static final int LEAST_SIDE = 8;
    static final int MOST_SIDE = 4096;

    /** The channels, in the network's order. Pixels are handed over as red, green, blue; {@code BGR} is turned inside. */
    public enum Colour {
        @JsonProperty("rgb")
        RGB(3),
        @JsonProperty("bgr")
        BGR(3),
        @JsonProperty("grey")
        GREY(1),
        /**
         * The trimap, 0 background, 128 unknown, 255 foreground, is scaled like the colours: 1/255, mean 0 and std 1 give
         * 0, 0.502 and 1. The 0.002 beyond one half is what "trimap / 255" has given wherever such networks are trained.
         */
        @JsonProperty("rgb-trimap")
        RGB_TRIMAP(4);

        private final int channels;

        Colour(int channels) {
            this.channels = channels;
        }

        public int channels() {
            return channels;
        }
    }

    /** What bytes 0..255 are divided by before mean and std. */
    public enum Scale {
        @JsonProperty("1/255")
        BY_255,
        /** Each picture by its own largest value in any channel, at least 1e-6: as rembg does. */
        @JsonProperty("image-maximum")
        BY_IMAGE_MAXIMUM,
        /** Left 0..255. */
        @JsonProperty("none")
        NONE
    }

    enum Resize {
        @JsonProperty("squash")
        SQUASH,
        @JsonProperty("crop")
        CROP
    }

    public InputRule {
        Flaw.unless(!tensor.isBlank(), "input.tensor: the name of the network's input expected, found nothing");
        mean = numbers("input.mean", mean, colour);
        std = numbers("input.std", std, colour);
        Flaw.unless(std.stream().allMatch(s -> s > 0), "input.std: numbers above 0 expected, found %s".formatted(std));
        Flaw.unless(
                scale != Scale.BY_IMAGE_MAXIMUM || colour != Colour.RGB_TRIMAP,
                "input.scale: image-maximum makes no sense of a trimap; 1/255 or none expected with rgb-trimap");
    }

    /** Fields as the manifest has them; those that may be left out are null. */
    @JsonCreator
    static InputRule of(
            String tensor,
            Colour colour,
            Integer width,
            Integer height,
            Integer multipleOf,
            Resize resize,
            Integer shorterSide,
            Filter filter,
            Scale scale,
            List<Float> mean,
            List<Float> std) {
        Colour channels = Objects.requireNonNullElse(colour, Colour.RGB);
        String oneEach = "%d numbers, one a channel,".formatted(channels.channels());
        return new InputRule(
                Flaw.ifMissing(tensor, "input.tensor", "the name of the network's input"),
                channels,
                framing(width, height, multipleOf, resize, shorterSide),
                Objects.requireNonNullElse(filter, Filter.AREA),
                Objects.requireNonNullElse(scale, Scale.BY_255),
                Flaw.ifMissing(mean, "input.mean", oneEach),
                Flaw.ifMissing(std, "input.std", oneEach));
    }

    private static Framing framing(
            Integer width, Integer height, Integer multipleOf, Resize resize, Integer shorterSide) {
        if (multipleOf != null) {
            Flaw.unless(width == null, "input.width: not together with multipleOf; leave one of them out");
            Flaw.unless(height == null, "input.height: not together with multipleOf; leave one of them out");
            Flaw.unless(resize != Resize.CROP, "input.resize: crop needs width and height, not multipleOf");
            Flaw.unless(shorterSide == null, "input.shorterSide: only with resize crop; leave it out");
            return new Framing.AnySize(multipleOf);
        }
        String expected = "pixels (or multipleOf alone, for a network that takes any size)";
        PixelSize size = new PixelSize(
                side("input.width", Flaw.ifMissing(width, "input.width", expected)),
                side("input.height", Flaw.ifMissing(height, "input.height", expected)));
        if (resize == Resize.CROP) {
            return new Framing.Crop(
                    Flaw.ifMissing(shorterSide, "input.shorterSide", "pixels, with resize crop,"), size);
        }
        Flaw.unless(shorterSide == null, "input.shorterSide: only with resize crop; leave it out, or set crop");
        return new Framing.Squash(size);
    }

    private static int side(String field, int pixels) {
        Flaw.unless(
                pixels >= LEAST_SIDE && pixels <= MOST_SIDE,
                "%s: %d to %d expected, found %d".formatted(field, LEAST_SIDE, MOST_SIDE, pixels));
        return pixels;
    }

    private static List<Float> numbers(String field, List<Float> numbers, Colour colour) {
        Flaw.unless(
                numbers.size() == colour.channels() && numbers.stream().allMatch(n -> n != null && Float.isFinite(n)),
                "%s: %d numbers, one a channel, expected with colour %s, found %s"
                        .formatted(field, colour.channels(), Flaw.spelled(colour), numbers));
        return List.copyOf(numbers);
    }

    /** Resizing that makes a photo of that size into colours for this network; a trimap is sampled by whoever made it. */
    public Sampling sampling(PixelSize photo) {
        return new Sampling(
                colour == Colour.GREY ? Sampling.Channels.GREY : Sampling.Channels.RGB,
                framing.scaled(photo),
                framing.window(photo),
                filter);
    }
}
