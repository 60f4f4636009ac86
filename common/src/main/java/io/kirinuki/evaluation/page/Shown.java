package io.kirinuki.evaluation.page;

import io.kirinuki.encode.Thumbnail;
import io.kirinuki.encode.WebpEncoding;
import io.kirinuki.image.Blob;
import io.kirinuki.image.Picture;
import io.kirinuki.image.PixelSize;
import io.kirinuki.outcome.Outcome.FailedException;
import java.util.Base64;

/** A small picture that a page holds, as a file: WebP, which holds alpha in few bytes. */
public record Shown(Blob webp, PixelSize size) {
    /** The longer side of what is shown, pixels. */
    public static final int LONGEST = 360;

    private static final WebpEncoding ENCODING = WebpEncoding.lossy(80);

    /** What it is shown on. */
    public enum Ground {
        PLAIN,
        CHECKS;

        private String style() {
            return this == PLAIN ? "plain" : "ground";
        }
    }

    public static Shown of(Picture picture) throws FailedException {
        Picture small = Thumbnail.of(picture, LONGEST);
        return new Shown(ENCODING.encode(small), small.size());
    }

    /** With its name below. */
    public Markup figure(String name, Ground ground) {
        return Markup.of(
                """
                <figure><div class="{}"><img src="data:image/webp;base64,{}" width="{}" height="{}" alt="{}"></div>\
                <figcaption>{}</figcaption></figure>""",
                ground.style(),
                new Markup(Base64.getEncoder().encodeToString(webp.bytes())),
                size.width(),
                size.height(),
                name,
                name);
    }
}
