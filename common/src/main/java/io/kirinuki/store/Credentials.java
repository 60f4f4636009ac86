package io.kirinuki.store;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the keys come from that requests to a store are signed with. */
public sealed interface Credentials {
    /** Keys that do not expire by themselves; of those in files what the files hold now. */
    record Fixed(Text accessKey, Text secretKey, Optional<Text> sessionToken) implements Credentials {
        public Fixed(String accessKey, String secretKey) {
            this(Text.of(accessKey), Text.of(secretKey), Optional.empty());
        }

        boolean fromFiles() {
            return accessKey.file().isPresent()
                    || secretKey.file().isPresent()
                    || sessionToken.flatMap(Text::file).isPresent();
        }
    }

    /** {@code AWS_ACCESS_KEY_ID} and its like, in the environment of this process. */
    record Environment() implements Credentials {}

    /**
     * A file in the form of Amazon's tools, read again while it is used.
     *
     * @param file absent: {@code AWS_SHARED_CREDENTIALS_FILE}, else {@code ~/.aws/credentials}
     * @param profile absent: {@code AWS_PROFILE}, else {@code default}
     */
    record SharedFile(Optional<Path> file, Optional<String> profile) implements Credentials {}

    /**
     * A token that a platform signs for this process, such as one of a Kubernetes service account, for which a token service
     * gives keys for a while ({@code AssumeRoleWithWebIdentity}).
     *
     * @param tokenFile absent: {@code AWS_WEB_IDENTITY_TOKEN_FILE}
     * @param role absent: {@code AWS_ROLE_ARN}, else none, which MinIO does without
     * @param service absent: Amazon's of the region where the store is Amazon's, else the store itself, as with MinIO
     */
    record WebIdentity(Optional<Path> tokenFile, Optional<String> role, Optional<URI> service) implements Credentials {}

    /**
     * What the machine or the container was given: Amazon's metadata service, version 2 before 1, or the address in
     * {@code AWS_CONTAINER_CREDENTIALS_RELATIVE_URI} or {@code _FULL_URI}.
     *
     * @param service absent: where Amazon's is
     */
    record Instance(Optional<URI> service) implements Credentials {}

    /** The first of these that has any: environment, file, web identity where a token file is named, instance. */
    record Chain(SharedFile file, WebIdentity identity, Instance instance) implements Credentials {}

    /**
     * A text that must not be printed.
     *
     * @param value as it was at the start
     * @param file that holds it, and may come to hold another
     */
    record Text(String value, Optional<Path> file) {
        public static Text of(String value) {
            return new Text(value, Optional.empty());
        }

        String now() throws IOException {
            return file.isEmpty() ? value : Files.readString(file.get()).strip();
        }

        @Override
        public String toString() {
            return file.map(it -> "of file " + it).orElse("hidden");
        }
    }
}
