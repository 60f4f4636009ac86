package io.kirinuki.encode;

import io.kirinuki.image.PixelSize;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** How large a picture may be, in pixels, by the names that remove.bg gave them. */
public enum SizePreset {
    PREVIEW("preview", 250_000),
    SMALL("small", 250_000),
    REGULAR("regular", 250_000),
    MEDIUM("medium", 1_500_000),
    HD("hd", 4_000_000),
    FOUR_K("4k", 10_000_000),
    FIFTY_MEGAPIXELS("50mp", 50_000_000),
    /** As it is. */
    FULL("full", Long.MAX_VALUE),
    /** As it is, too. */
    AUTO("auto", Long.MAX_VALUE);

    private final String spelled;
    private final long most;

    SizePreset(String spelled, long most) {
        this.spelled = spelled;
        this.most = most;
    }

    public static Optional<SizePreset> of(String name) {
        return Arrays.stream(values())
                .filter(preset -> preset.spelled.equals(name))
                .findFirst();
    }

    /** All names, for messages. */
    public static String names() {
        return Arrays.stream(values()).map(SizePreset::spelled).collect(Collectors.joining(", "));
    }

    public String spelled() {
        return spelled;
    }

    public boolean holds(PixelSize picture) {
        return picture.pixels() <= most;
    }

    /** Pixels of the longer side, at most, of a picture of that shape. */
    public int longest(PixelSize picture) {
        int longest = Math.max(picture.width(), picture.height());
        if (holds(picture)) return longest;
        longest = (int) Math.max(1, longest * Math.sqrt((double) most / picture.pixels()));
        while (longest > 1 && !holds(picture.within(longest))) longest--; // for sides are rounded
        return longest;
    }
}
