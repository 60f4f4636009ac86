package io.kirinuki.worker.reception.http;

import io.kirinuki.image.Blob;
import io.kirinuki.image.ByteSize;
import io.kirinuki.worker.http.Call;
import io.kirinuki.worker.reception.Room;
import io.kirinuki.worker.reception.Room.Share;
import io.kirinuki.worker.reception.http.Refusal.RefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Reads what callers send, within its limit and within the room that there is. Any thread. */
final class Bodies {
    /** A body, and the room that it takes until it is closed. */
    record Body(Blob bytes, Share share) implements AutoCloseable {
        @Override
        public void close() {
            share.close();
        }
    }

    /** What forms have beside their files. */
    private static final int FORM_BYTES = 64 << 10;

    private static final Duration SOON = Duration.ofSeconds(2);

    private final ByteSize most;
    private final Room room;

    Bodies(ByteSize most, Room room) {
        this.most = most;
        this.room = room;
    }

    /** In lower case, without parameters; empty where the caller names none. */
    static String mediaType(Call call) {
        return call.header("content-type").orElse("").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** Of a picture. */
    ByteSize most() {
        return most;
    }

    Body read(Call call, boolean form) throws RefusedException, IOException {
        return read(call, form, most.bytes() + (form ? FORM_BYTES : 0));
    }

    /** A form whose pictures may be written in Base64. */
    Body readEncoded(Call call) throws RefusedException, IOException {
        return read(call, true, most.bytes() * 3 / 2 + FORM_BYTES);
    }

    /** One that is too large is not read to its end. */
    private Body read(Call call, boolean form, long limit) throws RefusedException, IOException {
        long length = call.length().orElse(limit);
        if (length > limit) throw tooLarge();
        // A form is held twice while it is taken apart.
        Optional<Share> share = room.tryTake(form ? 2 * length : length);
        if (share.isEmpty()) {
            throw Refusal.later(
                            429,
                            "Busy",
                            "as many bytes come in and go out as may (kirinuki.http.bytes-in-flight)",
                            SOON)
                    .thrown();
        }
        try {
            Blob.Writer bytes = new Blob.Writer();
            byte[] piece = new byte[1 << 14];
            long read = 0;
            for (int some = call.body().read(piece);
                    some >= 0;
                    some = call.body().read(piece)) {
                read += some;
                if (read > limit) throw tooLarge();
                bytes.write(piece, 0, some);
            }
            return new Body(bytes.toBlob(), share.get());
        } catch (RefusedException | IOException | RuntimeException | Error e) {
            share.get().close();
            throw e;
        }
    }

    RefusedException tooLarge() {
        return Refusal.of(
                        413,
                        "TooLarge",
                        "the body is larger than kirinuki.http.max-upload, which is " + most,
                        "Send a smaller file.")
                .thrown();
    }
}
