package io.kirinuki.outcome;

import io.kirinuki.image.ByteSize;
import io.kirinuki.image.PixelSize;
import io.kirinuki.schema.ImageSource;
import io.kirinuki.schema.ObjectRef;
import io.kirinuki.schema.WebAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Why a piece of work on one image did not succeed. Each case is born knowing its fate; its simple class name is the
 * stable word programs see, its message is for people and names the field or the limit.
 */
public sealed interface Failure {
    String message();

    Fate fate();

    /** The message without the field that it begins with, for where another field is to blame. */
    default String withoutField() {
        String message = message();
        return message.substring(message.indexOf(": ") + 2);
    }

    default String name() {
        return getClass().getSimpleName();
    }

    /** The event is not a request; {@code problem} names the field, and is cut short: names out of events are endless. */
    record InvalidRequest(String problem) implements Permanent {
        public InvalidRequest {
            problem = Words.cut(problem);
        }

        @Override
        public String message() {
            return problem;
        }
    }

    /** Somebody else wrote over the request where workers keep what they have accepted. */
    record Garbled() implements Permanent {
        @Override
        public String message() {
            return "the ledger holds bytes under this request that no worker wrote; what it asks for is still in the topic"
                    + " of requests: replay it from there, and keep others from writing to APPLICATION-ID-ledger-changelog";
        }
    }

    record UnknownPipeline(String pipeline, String known) implements Permanent {
        @Override
        public String message() {
            return "pipeline: no pipeline is named \"%s\"; this worker knows %s".formatted(pipeline, known);
        }
    }

    record BucketNotFound(String bucket) implements Permanent {
        @Override
        public String message() {
            return "source.bucket: there is no bucket \"%s\"".formatted(bucket);
        }
    }

    record NotFound(ImageSource object) implements Permanent {
        @Override
        public String message() {
            return switch (object) {
                case ObjectRef at -> "source.key: there is no object %s".formatted(at);
                case WebAddress at -> "source.url: there is nothing at %s".formatted(at);
            };
        }
    }

    record Forbidden(ImageSource object, String code) implements Permanent {
        @Override
        public String message() {
            return switch (object) {
                case ObjectRef at ->
                    "source: the store refuses %s (%s); check the worker's credentials and the bucket's policy"
                            .formatted(at, code);
                case WebAddress at ->
                    "source.url: %s: the host refuses it (%s); where the address is presigned, it may have expired: ask with a fresh one"
                            .formatted(at, code);
            };
        }
    }

    /** An address of the web is not one that is read, or what is there is not to be had. */
    record AddressRefused(WebAddress address, String why) implements Permanent {
        @Override
        public String message() {
            return "source.url: %s: %s".formatted(address, why);
        }
    }

    /** The store says that the request itself is wrong, as with an impossible bucket name. */
    record Refused(ObjectRef object, String why) implements Permanent {
        @Override
        public String message() {
            return "source: the store cannot serve %s: %s".formatted(object, why);
        }
    }

    /** What the request names may not be read, or not be written to, by this worker; {@code field} names it. */
    record OutOfReach(String field, String why) implements Permanent {
        public OutOfReach {
            why = Words.cut(why);
        }

        @Override
        public String message() {
            return field + ": " + why;
        }
    }

    /** The store does not take an artifact; {@code why} is in the store's words. */
    record OutputRefused(String why) implements Permanent {
        @Override
        public String message() {
            return "output: " + why;
        }
    }

    /** A mask has so many edges that it is noise and no shape: writing it down would take more than the mask itself. */
    record TooRagged(String artifact, long limit) implements Permanent {
        @Override
        public String message() {
            return "output: the mask is noise, %s would need more than %d runs; ask for a smoother one"
                    .formatted(artifact, limit);
        }
    }

    record Empty(ImageSource object) implements Permanent {
        @Override
        public String message() {
            return "source: %s holds 0 bytes".formatted(object);
        }
    }

    /** {@code size} is empty where all that is known is that it is beyond the limit. */
    record TooLarge(Optional<ByteSize> size, ByteSize limit) implements Permanent {
        public TooLarge(ByteSize size, ByteSize limit) {
            this(Optional.of(size), limit);
        }

        public static TooLarge beyond(ByteSize limit) {
            return new TooLarge(Optional.empty(), limit);
        }

        @Override
        public String message() {
            return "source: the object holds %s, the limit limits.max-object-bytes is %s"
                    .formatted(size.map(ByteSize::toString).orElse("more than is read"), limit);
        }
    }

    record TooManyPixels(PixelSize size, long limit) implements Permanent {
        @Override
        public String message() {
            return "source: the image is %s, %d pixels; the limit limits.max-pixels is %d"
                    .formatted(size, size.pixels(), limit);
        }
    }

    /** {@code what} is what the bytes look like: {@code PDF}, {@code HTML}, {@code unknown}. */
    record Unsupported(String what) implements Permanent {
        @Override
        public String message() {
            return "source: not a supported image but %s; supported are JPEG, PNG, WebP, HEIC, AVIF, GIF, BMP, TIFF and PNM"
                    .formatted(what);
        }
    }

    record Undecodable(String why) implements Permanent {
        @Override
        public String message() {
            return "source: the image cannot be decoded: " + why;
        }
    }

    /** A format cannot hold the picture asked for; {@code why} says what to ask for instead. */
    record Unencodable(String why) implements Permanent {
        /** Fails where a side of the picture is longer than {@code format} can say. */
        public static void checkSides(String format, PixelSize size, int longest) throws Outcome.FailedException {
            if (Math.max(size.width(), size.height()) <= longest) return;
            throw new Outcome.FailedException(new Unencodable(
                    "%s holds at most %d pixels a side, the picture is %s".formatted(format, longest, size)));
        }

        @Override
        public String message() {
            return "output: " + why;
        }
    }

    record Expired(Instant deadline) implements Permanent {
        @Override
        public String message() {
            return "deadline: %s passed before the image's turn came".formatted(deadline);
        }
    }

    /** A store's event that came after a newer one of the same object. */
    record Superseded(ImageSource object) implements Permanent {
        @Override
        public String message() {
            return "source: a newer event of %s came before this one".formatted(object);
        }
    }

    /** The image breaks what others pass; {@code why} says what. */
    record Poison(String why) implements Failure {
        public Poison(String model, String why) {
            this("model %s fails on this image alone: %s".formatted(model, why));
        }

        /** {@code deaths} of workers while it ran, the last {@code alone} of them while nothing else did. */
        public static Poison ofWorkers(int deaths, int alone) {
            return new Poison(("source: %d workers died while they worked on this image, the last %d while they worked"
                            + " on nothing else; it is not tried again. Look at the object, and at the workers' memory"
                            + " limit; a redrive of the dead letter tries once more")
                    .formatted(deaths, alone));
        }

        @Override
        public Fate fate() {
            return Fate.POISON;
        }

        @Override
        public String message() {
            return why;
        }
    }

    /** The answer is larger than its topic takes, so that the work cannot be handed over. */
    record AnswerTooLarge(long bytes, long limit, String topic) implements Permanent {
        @Override
        public String message() {
            return ("output: the answer holds %d bytes, topic %s takes at most %d; ask for smaller annotations or for"
                            + " artifacts in their place, or raise max.message.bytes of the topic and max.request.size of the"
                            + " workers")
                    .formatted(bytes, topic, limit);
        }
    }

    /**
     * The store or host did not answer, or answered 5xx.
     *
     * @param after as long it asks to be left alone, where it says so
     */
    record Unavailable(String what, String why, Optional<Duration> after) implements Transient {
        public Unavailable(String what, String why) {
            this(what, why, Optional.empty());
        }

        @Override
        public String message() {
            return "%s is unavailable: %s".formatted(what, why);
        }
    }

    /** The store and this worker do not trust one another, or this worker has no credentials; {@code why} says more. */
    record Untrusted(String what, String why) implements Transient {
        @Override
        public String message() {
            return "%s: %s".formatted(what, why);
        }
    }

    /**
     * The store or host asks for fewer requests.
     *
     * @param after as long it asks to be left alone, where it says so
     */
    record Throttled(String what, String why, Optional<Duration> after) implements Transient {
        public Throttled(String what, String why) {
            this(what, why, Optional.empty());
        }

        @Override
        public String message() {
            return "%s asks for fewer requests: %s".formatted(what, why);
        }
    }

    /**
     * The store is in trouble that is not this image's, or was not asked because of that.
     *
     * @param what is out: {@code writes to bucket cutouts}
     */
    record StoreOutage(String what, String why) implements Outage {
        /** Of the store as a whole. */
        public StoreOutage() {
            this("the object store", "it does not answer");
        }

        @Override
        public String message() {
            return "%s: out, waiting for it: %s".formatted(what, why);
        }
    }

    /** {@code stage} is where the image was when its time was over. */
    record TimedOut(String stage, Duration limit) implements Transient {
        @Override
        public String message() {
            return "the image took longer than limits.image-timeout, which is %s, and was in stage %s"
                    .formatted(limit, stage);
        }
    }

    /** The device fails on any input, or was not asked because of that. */
    record DeviceOutage(String model, String why) implements Outage {
        @Override
        public String message() {
            return "model %s: its device is out, waiting for it: %s".formatted(model, why);
        }
    }

    /** On this image, which is not to blame for it: there is no memory for it. */
    record ModelFailed(String model, String why) implements Transient {
        @Override
        public String message() {
            return "model %s failed: %s".formatted(model, why);
        }
    }

    /** A bug of ours, kept from harming others; {@code why} is cut short. */
    record Internal(String why) implements Transient {
        public Internal {
            why = Words.cut(why);
        }

        @Override
        public String message() {
            return "internal error: " + why;
        }
    }

    record Stopping() implements Failure {
        @Override
        public Fate fate() {
            return Fate.UNFINISHED;
        }

        @Override
        public String message() {
            return "the worker is stopping";
        }
    }

    /** Failures that no further attempt can mend. */
    sealed interface Permanent extends Failure {
        @Override
        default Fate fate() {
            return Fate.PERMANENT;
        }
    }

    /** What many images need is in trouble, and is waited for: costs none of them an attempt. */
    sealed interface Outage extends Transient {}

    /** Failures that time may mend. */
    sealed interface Transient extends Failure {
        /** How long whoever failed asks to be left alone; empty where it does not say. */
        default Optional<Duration> after() {
            return Optional.empty();
        }

        @Override
        default Fate fate() {
            return Fate.TRANSIENT;
        }
    }
}
