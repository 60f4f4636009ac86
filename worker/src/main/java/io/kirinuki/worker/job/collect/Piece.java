package io.kirinuki.worker.job.collect;

import io.kirinuki.image.Blob;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ImageResult;
import java.util.Optional;

/** What became of one request of a job, as files of the whole are made of it. */
public sealed interface Piece {
    /** Of the request, in the order of the job, from 0. */
    long number();

    /** @param attached what was kept of the artifact that the form asked for; empty where it asked for none */
    record Made(long number, ImageResult result, Blob attached) implements Piece {}

    /**
     * It went well, and its artifact is not to be had any more, or not to be read.
     *
     * @param why for people
     */
    record Lost(long number, ImageResult result, String why) implements Piece {}

    record Failed(long number, ImageFailure failure) implements Piece {}

    /** @param request empty where the topic that it went to does not hold it any more */
    record Unanswered(long number, Optional<ImageRequest> request) implements Piece {}
}
