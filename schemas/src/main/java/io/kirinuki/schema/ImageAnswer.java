package io.kirinuki.schema;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a request becomes: exactly one of these on the results topic, told apart by the {@code type} field. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ImageResult.class, name = ImageResult.TYPE),
    @JsonSubTypes.Type(value = ImageFailure.class, name = ImageFailure.TYPE),
    @JsonSubTypes.Type(value = ImageRemoval.class, name = ImageRemoval.TYPE)
})
public sealed interface ImageAnswer permits ImageResult, ImageFailure, ImageRemoval {
    /** The request's own id, or its position as {@code topic-partition@offset} where it had none. */
    String requestId();

    Position position();

    /** Which attempt ended in this answer, from 1. */
    int attempt();
}
