package io.kirinuki.worker;

import io.kirinuki.worker.reception.Reception;
import io.kirinuki.worker.reception.http.HttpDoor;
import io.kirinuki.worker.reception.webhook.Webhooks;
import java.util.Optional;
import java.util.OptionalInt;

/** Where pictures come in over HTTP: door and reception are there, or neither; callers are told of answers where they may be. */
record Entrance(Optional<HttpDoor> door, Optional<Webhooks> webhooks, Optional<Reception> reception)
        implements AutoCloseable {
    OptionalInt port() {
        return door.map(there -> OptionalInt.of(there.port())).orElse(OptionalInt.empty());
    }

    /** Nobody comes in any more; what was taken is answered by whichever worker has it next. */
    @Override
    public void close() {
        door.ifPresent(HttpDoor::close);
        webhooks.ifPresent(Webhooks::close);
        reception.ifPresent(Reception::close);
    }
}
