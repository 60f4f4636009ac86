package io.kirinuki.pipeline;

/** A file of pipelines is wrong; the message names file, pipeline and field. */
public final class PipelineException extends RuntimeException {
    PipelineException(String message, Throwable cause) {
        super(message, cause);
    }
}
