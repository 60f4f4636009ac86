package io.kirinuki.image.resample;

/** How pixels between pixels are found when a picture changes its size: by area as OpenCV does, else as Pillow. */
public enum Filter {
    /** Averaged over area along an axis that shrinks, linear along one that grows. */
    AREA,
    /** A triangle, as wide as the shrinking demands. */
    BILINEAR,
    /** Catmull-Rom's cubic (a = -0.5), as wide as the shrinking demands. */
    CUBIC,
    /** A windowed sinc of three lobes, as wide as the shrinking demands. */
    LANCZOS
}
