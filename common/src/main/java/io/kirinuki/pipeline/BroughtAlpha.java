package io.kirinuki.pipeline;

import io.kirinuki.image.PixelSize;
import io.kirinuki.image.probe.file.ImageFormat;
import io.kirinuki.image.probe.file.ImageHeader;
import io.kirinuki.operation.AlphaUse;
import io.kirinuki.operation.Operation;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome.FailedException;
import io.kirinuki.schema.GivenAlpha;
import io.kirinuki.schema.ImageResult;
import java.util.List;
import java.util.Optional;

/**
 * The alpha that a request brings along, and what it must be to be laid over the photo: a PNG, of the photo's size or of its
 * shape.
 */
record BroughtAlpha(GivenAlpha asked) {
    static final String FIELD = "alpha";
    /** A mask is kept while others are made of it, and what the photo shows of it beside it. */
    static final int BYTES_PER_PIXEL = 2;

    Wanted wanted() {
        return new Wanted(asked.object(), Optional.of(FIELD));
    }

    /** What the fingerprint tells of it beside its version: an answer names the object, so another one is other work. */
    String identity() {
        return "%s=%s:%s/%s".formatted(FIELD, asked.meant().spelled(), asked.bucket(), asked.key());
    }

    /** Fails where the steps are none that could work with it: greys of a trimap are no alpha. */
    void check(List<Operation> steps) throws FailedException {
        if (asked.meant() == GivenAlpha.Kind.MASK) return;
        for (Operation step : steps) {
            if (step.takesTrimap()) return;
            if (!(step.alpha() instanceof AlphaUse.Leaves)) break;
        }
        refuse(FIELD
                + ".kind: a trimap is for the operation matte, which must then be the first step that uses the alpha;"
                + " name such a pipeline, or bring a mask");
    }

    /** Fails where it does not cover the photo; both upright. */
    void check(ImageHeader mask, ImageHeader photo) throws FailedException {
        if (mask.format() != ImageFormat.PNG) {
            refuse("%s: %s is %s, PNG expected; save it without loss".formatted(FIELD, asked.object(), mask.format()));
        }
        PixelSize size = photo.upright();
        if (covers(mask.upright(), size)) return;
        refuse(
                "%s: %s is %s, the photo %s upright; a mask of that size expected, or a larger or smaller one of the same shape, a pixel more or less"
                        .formatted(FIELD, asked.object(), mask.upright(), size));
    }

    /** Whether one side, brought to the photo's scale by the other, is a pixel off at most. */
    private static boolean covers(PixelSize mask, PixelSize photo) {
        double height = (double) mask.width() * photo.height() / photo.width();
        double width = (double) mask.height() * photo.width() / photo.height();
        return Math.abs(mask.height() - height) <= 1 || Math.abs(mask.width() - width) <= 1;
    }

    ImageResult.Alpha told(Fetched.Item item) {
        return new ImageResult.Alpha(
                ImageResult.Alpha.GIVEN,
                asked.meant().spelled(),
                asked.bucket(),
                asked.key(),
                item.versionId(),
                item.etag());
    }

    private static void refuse(String problem) throws FailedException {
        throw new FailedException(new Failure.InvalidRequest(problem));
    }
}
