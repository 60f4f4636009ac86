package io.kirinuki.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * An S3 server in this process over a folder that outlives it: S3Proxy, for one machine and for tests. Answers on the
 * loopback interface only, to one well-known pair of keys.
 *
 * <p>Keys may be any text a URL can carry; as at Amazon, {@code ..} may not climb above the bucket. An object is seen
 * whole or not at all, but the disk is not synced: a power loss may take the last ones. No versions, no tags.
 */
public final class EmbeddedStore implements AutoCloseable {
    public static final int USUAL_PORT = 9000;
    public static final String REGION = "us-east-1";
    public static final String ACCESS_KEY = "kirinuki";
    public static final String SECRET_KEY = "kirinuki-local";

    private final S3Proxy server;
    private final BlobStore blobs;
    private final URI endpoint;

    private EmbeddedStore(S3Proxy server, BlobStore blobs, URI endpoint) {
        this.server = server;
        this.blobs = blobs;
        this.endpoint = endpoint;
    }

    /** {@code port} is a wish: where it is taken, another is used, and used again next time. */
    public static EmbeddedStore start(Path folder, int port) throws IOException {
        try {
            return RememberedPort.start(folder, port, free -> on(free, folder));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the embedded S3 server does not start: interrupted", e);
        }
    }

    static EmbeddedStore on(int port, Path folder) throws IOException {
        // Of a relative folder the store of files would list nothing.
        Path buckets =
                Files.createDirectories(folder.toAbsolutePath().normalize().resolve("buckets"));
        BlobStore blobs = new AnyKeyBlobStore(new FilesystemNio2BlobStore(buckets.toString()));
        URI endpoint = URI.create("http://127.0.0.1:" + port);
        S3Proxy server = S3Proxy.builder()
                .endpoint(endpoint)
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
                .blobStore(blobs)
                .stopTimeout(0) // idle connections of clients would hold it for two seconds
                .build();
        try {
            server.start();
        } catch (Exception e) {
            throw new IOException("the embedded S3 server does not start: " + e.getMessage(), e);
        }
        return new EmbeddedStore(server, blobs, endpoint);
    }

    public URI endpoint() {
        return endpoint;
    }

    /** Makes the bucket unless it is there. */
    public void createBucket(String bucket) {
        if (!blobs.containerExists(bucket)) blobs.createContainer(bucket);
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the embedded S3 server does not stop", e);
        }
    }
}
