package io.kirinuki.worker.config;

import io.kirinuki.store.Credentials;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Where credentials come from that are not written down here: see docs/reach.md. */
public record IdentityConfig(
        @Setting(
                meaning =
                        "For `file` and `chain`: credentials in the form of Amazon's tools, read again when they change;"
                                + " without it, `AWS_SHARED_CREDENTIALS_FILE`, else `~/.aws/credentials`.")
        Optional<Path> credentialsFile,

        @Setting(meaning = "The profile in that file; without it, `AWS_PROFILE`, else `default`.")
        Optional<String> profile,

        @Setting(
                meaning =
                        "For `web-identity` and `chain`: file with the token that the platform signs, as for a service"
                                + " account; without it, `AWS_WEB_IDENTITY_TOKEN_FILE`.")
        Optional<Path> tokenFile,

        @Setting(meaning = "Role that is taken on by that token; without it, `AWS_ROLE_ARN`.")
        Optional<String> role,

        @Setting(
                meaning =
                        "Address of the token service; without it, Amazon's of the region where the store is Amazon's,"
                                + " else the store's own.")
        Optional<URI> tokenService,

        @Setting(
                meaning = "For `instance` and `chain`: address of the metadata service; without it, Amazon's, or what"
                        + " `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` or `AWS_CONTAINER_CREDENTIALS_FULL_URI` name.")
        Optional<URI> metadataService) {

    /** Where the keys come from that requests are signed with. */
    public enum Kind {
        STATIC,
        ENVIRONMENT,
        FILE,
        WEB_IDENTITY,
        INSTANCE,
        CHAIN
    }

    boolean isEmpty() {
        return credentialsFile.isEmpty()
                && profile.isEmpty()
                && tokenFile.isEmpty()
                && role.isEmpty()
                && tokenService.isEmpty()
                && metadataService.isEmpty();
    }

    /** The keys count for {@code STATIC}, and must be there then. */
    Credentials credentials(
            Kind kind, Optional<Secret> accessKey, Optional<Secret> secretKey, Optional<Secret> sessionToken) {
        return switch (kind) {
            case STATIC ->
                new Credentials.Fixed(
                        text(accessKey.orElseThrow()),
                        text(secretKey.orElseThrow()),
                        sessionToken.map(IdentityConfig::text));
            case ENVIRONMENT -> new Credentials.Environment();
            case FILE -> file();
            case WEB_IDENTITY -> identity();
            case INSTANCE -> instance();
            case CHAIN -> new Credentials.Chain(file(), identity(), instance());
        };
    }

    private static Credentials.Text text(Secret secret) {
        return new Credentials.Text(secret.reveal(), secret.file());
    }

    private Credentials.SharedFile file() {
        return new Credentials.SharedFile(credentialsFile, profile);
    }

    private Credentials.WebIdentity identity() {
        return new Credentials.WebIdentity(tokenFile, role, tokenService);
    }

    private Credentials.Instance instance() {
        return new Credentials.Instance(metadataService);
    }
}
