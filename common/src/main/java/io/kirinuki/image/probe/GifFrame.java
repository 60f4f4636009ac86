package io.kirinuki.image.probe;

import io.kirinuki.image.PixelSize;

/**
 * Where a frame of a GIF stands on its screen.
 *
 * @param left pixels of the screen beside it
 * @param top rows of the screen above it
 */
public record GifFrame(int left, int top, PixelSize size) {}
