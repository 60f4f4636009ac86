package io.kirinuki.worker.reception.http;

import io.kirinuki.image.Blob;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ImageAnswer;
import io.kirinuki.schema.ImageFailure;
import io.kirinuki.schema.ImageRemoval;
import io.kirinuki.schema.ImageResult;
import io.kirinuki.schema.ImageResult.Artifact;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.store.ObjectStore;
import io.kirinuki.store.ObjectStore.OpenObject;
import io.kirinuki.worker.http.Reply;
import io.kirinuki.worker.reception.Answered;
import io.kirinuki.worker.reception.Room;
import io.kirinuki.worker.reception.Room.Share;
import io.kirinuki.worker.reception.Ticket;
import io.kirinuki.worker.reception.http.Refusal.RefusedException;
import io.kirinuki.worker.reception.http.Wish.Form;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Gives an answer in the form that its caller takes: an artifact's bytes, the event, or all in a ZIP. Any thread. */
final class AnswerReplies {
    private static final Duration ROOM_PATIENCE = Duration.ofSeconds(20);

    private final ObjectStore artifacts;
    private final Room room;

    AnswerReplies(ObjectStore artifacts, Room room) {
        this.artifacts = artifacts;
        this.room = room;
    }

    Reply reply(Ticket ticket, Answered answered, Wish wish, boolean head)
            throws RefusedException, InterruptedException {
        ImageAnswer answer = answered.answer();
        return switch (answer) {
            case ImageResult result ->
                done(result, answered.event(), wish, head)
                        .with("Content-Location", place(ticket))
                        .with("Vary", "Accept");
            case ImageFailure failure -> FailureTable.refusal(failure).reply().with("Content-Location", place(ticket));
            // A door asks for pictures alone.
            case ImageRemoval removal -> throw new IllegalStateException("no picture: " + removal);
        };
    }

    static String place(Ticket ticket) {
        return "/v1/images/" + ticket.id();
    }

    private Reply done(ImageResult result, Blob event, Wish wish, boolean head)
            throws RefusedException, InterruptedException {
        List<Artifact> wanted = result.artifacts().stream()
                .filter(file ->
                        wish.artifact().isEmpty() || wish.artifact().get().equals(file.role()))
                .toList();
        if (wish.artifact().isPresent() && wanted.isEmpty()) {
            throw Refusal.of(
                            404,
                            "NoSuchArtifact",
                            "artifact: there is none of this name, but " + roles(result),
                            "Name one of these.")
                    .thrown();
        }
        for (Form form : wish.forms()) {
            switch (form) {
                case Form.Event event_ -> {
                    return Reply.whole(200, Wish.JSON, event);
                }
                case Form.Archive archive -> {
                    return archive(result, event);
                }
                case Form.Artifact picture -> {
                    Optional<Artifact> file = wanted.stream()
                            .filter(one -> picture.takes(one.mediaType()))
                            .filter(one -> wish.artifact().isPresent()
                                    || one.mediaType().startsWith("image/"))
                            .findFirst();
                    if (file.isPresent()) return file(file.get(), head);
                    // Of a pipeline that makes no picture the event is all there is.
                    if (picture.mediaType().equals(Wish.ANY)) return Reply.whole(200, Wish.JSON, event);
                }
            }
        }
        throw Refusal.of(
                        406,
                        "NotAcceptable",
                        "Accept: the answer is not to be had in any of these forms; its artifacts are " + roles(result),
                        "Take one of their media types, application/json or application/zip.")
                .thrown();
    }

    private static String roles(ImageResult result) {
        return result.artifacts().isEmpty()
                ? "none"
                : String.join(
                        ", ",
                        result.artifacts().stream()
                                .map(file -> "%s (%s)".formatted(file.role(), file.mediaType()))
                                .toList());
    }

    /** An artifact's bytes, held no longer than they are sent. */
    Reply file(Artifact file, boolean head) throws RefusedException, InterruptedException {
        String length = Long.toString(file.bytes());
        if (head) {
            return Reply.streamed(200, file.mediaType(), out -> {}).with("Content-Length", length);
        }
        OpenObject open = open(file);
        return Reply.streamed(200, file.mediaType(), out -> send(file, open, out))
                .with("Content-Length", length);
    }

    /** An artifact's bytes at once, for who needs them as a text. */
    byte[] bytes(Artifact file) throws RefusedException, InterruptedException {
        Optional<Share> share = room.take(3 * file.bytes(), ROOM_PATIENCE);
        if (share.isEmpty())
            throw FailureTable.refusal(new Failure.Unavailable("the door", "no room"))
                    .thrown();
        try (Share held = share.get();
                OpenObject open = open(file)) {
            return switch (open.read()) {
                case Outcome.Done<byte[]>(byte[] bytes) -> bytes;
                case Outcome.Failed<byte[]>(Failure failure) ->
                    throw FailureTable.refusal(failure).thrown();
            };
        }
    }

    private OpenObject open(Artifact file) throws RefusedException, InterruptedException {
        return switch (artifacts.find(ObjectRef.of(file.bucket(), file.key()))) {
            case Outcome.Done<OpenObject>(OpenObject open) -> open;
            case Outcome.Failed<OpenObject>(Failure failure) -> throw missing(failure);
        };
    }

    private static RefusedException missing(Failure failure) {
        return failure instanceof Failure.Permanent
                ? Refusal.of(
                                404,
                                "ArtifactGone",
                                "the artifact is not in the store any more",
                                "Ask anew, with \"force\": true where earlier work counts.")
                        .thrown()
                : FailureTable.refusal(failure).thrown();
    }

    private void send(Artifact file, OpenObject open, OutputStream out) throws IOException, InterruptedException {
        try (open) {
            Optional<Share> share = room.take(file.bytes(), ROOM_PATIENCE);
            if (share.isEmpty()) throw new IOException("there is no room to send the artifact");
            try (Share held = share.get()) {
                if (open.read() instanceof Outcome.Done<byte[]>(byte[] bytes) && bytes.length == file.bytes()) {
                    out.write(bytes);
                } else {
                    throw new IOException("the store does not give the artifact");
                }
            }
        }
    }

    private Reply archive(ImageResult result, Blob event) throws RefusedException, InterruptedException {
        // So that what is missing is told while there is still a status to tell it by.
        for (Artifact file : result.artifacts()) open(file).close();
        return Reply.streamed(200, Wish.ZIP, out -> {
            Set<String> names = new HashSet<>();
            try (ZipOutputStream zip = new ZipOutputStream(out)) {
                zip.setLevel(Deflater.NO_COMPRESSION); // pictures are compressed
                for (Artifact file : result.artifacts()) {
                    String name = file.key().substring(file.key().lastIndexOf('/') + 1);
                    if (!names.add(name)) continue;
                    zip.putNextEntry(new ZipEntry(name));
                    send(file, again(file), zip);
                    zip.closeEntry();
                }
                zip.putNextEntry(new ZipEntry("result.json"));
                event.open().transferTo(zip);
                zip.closeEntry();
            }
        });
    }

    private OpenObject again(Artifact file) throws IOException, InterruptedException {
        try {
            return open(file);
        } catch (RefusedException gone) {
            throw new IOException(gone.getMessage(), gone);
        }
    }
}
