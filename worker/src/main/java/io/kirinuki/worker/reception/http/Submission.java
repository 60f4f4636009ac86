package io.kirinuki.worker.reception.http;

import io.kirinuki.image.Blob;
import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.worker.reception.http.Bodies.Body;
import java.util.List;
import java.util.Optional;

/**
 * What a caller asks for.
 *
 * @param request without an id of the door's
 * @param uploads what is to be put into the store before
 * @param webhook whom to tell of the answer, as the caller wrote it
 * @param body that all of it came in
 */
record Submission(ImageRequest request, List<Upload> uploads, Optional<String> webhook, Body body)
        implements AutoCloseable {
    /** A picture, and where it will lie. */
    record Upload(ObjectRef place, Blob picture) {}

    Submission {
        uploads = List.copyOf(uploads);
    }

    /** Gives back the room of the bytes, once they are in the store. */
    @Override
    public void close() {
        body.close();
    }
}
