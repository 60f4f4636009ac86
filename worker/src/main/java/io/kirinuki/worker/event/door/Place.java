package io.kirinuki.worker.event.door;

import io.kirinuki.schema.ImageRequest;
import io.kirinuki.schema.ObjectRef;

/** Where artifacts go: a bucket, and what their keys start with. */
public record Place(String bucket, String prefix) {
    public Place {
        prefix = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
    }

    /** Of work that says so much itself. */
    Place or(ImageRequest.Output output) {
        return new Place(output.bucket().orElse(bucket), output.prefix().orElse(prefix));
    }

    public boolean holds(ObjectRef object) {
        return object.bucket().equals(bucket) && object.key().startsWith(prefix);
    }
}
