package io.kirinuki.image;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.color.ProfileDataException;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Turns colours of 8 bits a channel from what one ICC profile means by them into what another does: by Java's own colour
 * management, with the rendering intent that the profile names.
 *
 * <p>Threads: any number may use one; they wait for each other.
 */
public final class ColourTransform {
    /** Steps of 255 by which a profile's colours may differ from sRGB's and still pass for sRGB: what rounding leaves. */
    private static final int ROUNDING = 2;

    private static final int STEP = InkTable.STEP;

    /** Profiles of cameras and telephones are few, and making a transform takes some milliseconds. */
    private static final int KEPT = 8;

    /** By what the profile says, the latest used last; guarded by itself. Of a broken profile there is an empty one. */
    private static final Map<String, Optional<ColourTransform>> TO_SRGB = new LinkedHashMap<>(KEPT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<ColourTransform>> eldest) {
            return size() > KEPT;
        }
    };

    private final ColorConvertOp operation;
    private final int channelsIn;
    private final int channelsOut;
    private final boolean neutral;
    private final Optional<InkTable> inks;

    private ColourTransform(ICC_Profile from, ICC_Profile to) {
        this.operation = new ColorConvertOp(new ICC_Profile[] {from, to}, null);
        this.channelsIn = from.getNumComponents();
        this.channelsOut = to.getNumComponents();
        boolean ofInks = channelsIn == IccProfile.Space.CMYK.channels();
        this.inks = ofInks ? Optional.of(new InkTable(exact(samples(channelsIn)))) : Optional.empty();
        this.neutral = !ofInks && changesNothing();
    }

    /** To sRGB; empty where the profile is broken. */
    public static Optional<ColourTransform> toSrgb(IccProfile profile) {
        String digest = profile.bytes().sha256();
        synchronized (TO_SRGB) {
            Optional<ColourTransform> known = TO_SRGB.get(digest);
            if (known != null) return known;
        }
        Optional<ColourTransform> made = made(profile, true);
        synchronized (TO_SRGB) {
            TO_SRGB.put(digest, made);
        }
        return made;
    }

    /** From sRGB; empty where the profile is broken, or tells the way to sRGB alone. */
    public static Optional<ColourTransform> fromSrgb(IccProfile profile) {
        return made(profile, false);
    }

    private static Optional<ColourTransform> made(IccProfile profile, boolean toSrgb) {
        try {
            ICC_Profile theirs = ICC_Profile.getInstance(profile.bytes().bytes());
            ICC_Profile srgb = ICC_Profile.getInstance(ColorSpace.CS_sRGB);
            return Optional.of(toSrgb ? new ColourTransform(theirs, srgb) : new ColourTransform(srgb, theirs));
        } catch (IllegalArgumentException | CMMException | ProfileDataException broken) {
            return Optional.empty();
        }
    }

    /** Whether colours stay as they are, to within rounding: so it is with the many ways to write sRGB down. */
    public boolean isNeutral() {
        return neutral;
    }

    private boolean changesNothing() {
        byte[] colours = samples(channelsIn);
        byte[] turned = exact(colours);
        for (int i = 0; i < turned.length; i++) {
            int before = colours[i * channelsIn / channelsOut] & 0xff;
            if (Math.abs((turned[i] & 0xff) - before) > ROUNDING) return false;
        }
        return true;
    }

    /** Every mixture of every {@value #STEP}th value, the first channel going fastest: of grey 16, of RGB 4096, of CMYK 65536. */
    private static byte[] samples(int channels) {
        int values = 255 / STEP + 1;
        int count = (int) Math.pow(values, channels);
        byte[] colours = new byte[count * channels];
        for (int i = 0; i < colours.length; i++) {
            int digit = i / channels / (int) Math.pow(values, i % channels) % values;
            colours[i] = (byte) (digit * STEP);
        }
        return colours;
    }

    /** Pixel by pixel, channels of a pixel side by side. */
    public byte[] apply(byte[] colours) {
        return inks.isPresent() ? inks.get().apply(colours) : exact(colours);
    }

    private synchronized byte[] exact(byte[] colours) {
        byte[] turned = new byte[colours.length / channelsIn * channelsOut];
        operation.filter(raster(colours, channelsIn), raster(turned, channelsOut));
        return turned;
    }

    /** Of transforms between red, green and blue. */
    public Colour apply(Colour colour) {
        byte[] turned = apply(new byte[] {(byte) colour.red(), (byte) colour.green(), (byte) colour.blue()});
        return new Colour(turned[0] & 0xff, turned[1] & 0xff, turned[2] & 0xff);
    }

    private static WritableRaster raster(byte[] colours, int channels) {
        int[] offsets = new int[channels];
        for (int i = 0; i < channels; i++) offsets[i] = i;
        return Raster.createInterleavedRaster(
                new DataBufferByte(colours, colours.length),
                colours.length / channels,
                1,
                colours.length,
                channels,
                offsets,
                null);
    }
}
