package io.kirinuki.worker.reception;

import io.kirinuki.image.Blob;
import io.kirinuki.schema.ImageAnswer;

/** An answer, and the event as it lies in the results topic. */
public record Answered(ImageAnswer answer, Blob event) {}
