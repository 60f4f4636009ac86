package io.kirinuki.pipeline.trial;

import java.nio.file.Path;

/**
 * How a new version of a model is tried beside the one that is served, and what comes of it.
 *
 * @param share of the images that take part, above 0, at most 1
 * @param images to be compared before there is a verdict
 * @param agreeing share of those that must agree for the new version to be promoted, 0..1
 * @param memory the folder that keeps verdicts; see {@link TrialMemory}
 */
public record TrialTerms(Mode mode, double share, int images, double agreeing, Bounds bounds, Path memory) {
    /** Who answers the images that take part. */
    public enum Mode {
        /** The new version. */
        CANARY,
        /** The version that is served; what the new one makes of them is compared and thrown away. */
        SHADOW
    }

    public TrialTerms {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share: above 0, at most 1 expected, found %s".formatted(share));
        }
        if (images < 1) throw new IllegalArgumentException("images: 1 or more expected, found %d".formatted(images));
        if (!(agreeing >= 0 && agreeing <= 1)) {
            throw new IllegalArgumentException("agreeing: 0 to 1 expected, found %s".formatted(agreeing));
        }
    }

    /** Of all the images to be compared, how many may disagree. */
    int mayDisagree() {
        return (int) Math.floor(images * (1 - agreeing) + 1e-9);
    }
}
