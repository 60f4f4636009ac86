package io.kirinuki.worker.job.submit;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;

/** What a submission sends requests for. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "from")
@JsonSubTypes({
    @JsonSubTypes.Type(value = SubmitSource.Listing.class, name = "listing"),
    @JsonSubTypes.Type(value = SubmitSource.Manifest.class, name = "manifest"),
    @JsonSubTypes.Type(value = SubmitSource.Files.class, name = "files")
})
public sealed interface SubmitSource {
    /** A few words for people. */
    String summary();

    /** What is the same whenever the same is asked for, whatever has become of it since. */
    default SubmitSource identity() {
        return this;
    }

    /**
     * Objects that a bucket holds when it is listed.
     *
     * @param suffixes one of which keys end with, in any case; none: all
     */
    record Listing(BucketPlace place, List<String> suffixes) implements SubmitSource {
        public Listing {
            suffixes = List.copyOf(suffixes);
        }

        @Override
        public String summary() {
            return place + (suffixes.isEmpty() ? "" : " *" + String.join(" *", suffixes));
        }
    }

    /**
     * Lines of a file.
     *
     * @param file absolute; absent: standard input
     * @param sha256 of its bytes: only the same file can be gone on with
     * @param requests lines that are not blank
     */
    record Manifest(Optional<String> file, String sha256, long requests) implements SubmitSource {
        @Override
        public String summary() {
            return "%s (requests: %d)".formatted(file.orElse("standard input"), requests);
        }

        @Override
        public SubmitSource identity() {
            return file.isPresent() ? new Manifest(file, "", 0) : this;
        }
    }

    /**
     * Files and folders of this machine, uploaded first.
     *
     * @param paths absolute
     * @param to ends with a slash, or is a whole bucket
     */
    record Files(List<String> paths, BucketPlace to) implements SubmitSource {
        public Files {
            paths = List.copyOf(paths);
        }

        @Override
        public String summary() {
            return "%s by way of %s".formatted(String.join(", ", paths), to);
        }
    }
}
