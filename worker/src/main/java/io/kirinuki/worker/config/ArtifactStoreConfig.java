package io.kirinuki.worker.config;

import java.net.URI;
import java.util.Optional;

/**
 * Where artifacts are kept, where that is another store than that of the images, or is written to with other rights. What
 * is left out is as in {@link StoreConfig}: of credentials and of certificates all or nothing.
 */
public record ArtifactStoreConfig(
        @Setting(
                meaning = "Address of the store that artifacts are kept in; without it, `store.endpoint`. Requests read"
                        + " images from `store.endpoint` alone.")
        Optional<URI> endpoint,

        @Setting(meaning = "Region that requests to it are signed for; without it, `store.region`.")
        Optional<String> region,

        @Setting(
                meaning =
                        "Where the keys for artifacts come from, as `store.credentials`; without it, `static` where there"
                                + " are keys here, else all of the store's.")
        Optional<IdentityConfig.Kind> credentials,

        @Setting(meaning = "Access key for artifacts.") Optional<Secret> accessKey,

        @Setting(meaning = "Secret key for artifacts.") Optional<Secret> secretKey,

        @Setting(meaning = "Session token of these keys, where they have one.")
        Optional<Secret> sessionToken,

        IdentityConfig identity,

        TlsConfig tls) {

    boolean isEmpty() {
        return endpoint.isEmpty() && region.isEmpty() && hasNoCredentials() && tls.isEmpty();
    }

    boolean hasNoCredentials() {
        return credentials.isEmpty()
                && accessKey.isEmpty()
                && secretKey.isEmpty()
                && sessionToken.isEmpty()
                && identity.isEmpty();
    }

    IdentityConfig.Kind kind() {
        return credentials.orElse(IdentityConfig.Kind.STATIC);
    }
}
