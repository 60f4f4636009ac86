package io.kirinuki.store;

import io.kirinuki.image.Blob;
import io.kirinuki.image.ByteSize;
import io.kirinuki.outcome.Failure;
import io.kirinuki.outcome.Outcome;
import io.kirinuki.schema.ObjectRef;
import io.minio.BucketExistsArgs;
import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.Http;
import io.minio.ListObjectsV2Args;
import io.minio.MinioAsyncClient;
import io.minio.PutObjectAPIArgs;
import io.minio.RemoveObjectArgs;
import io.minio.StatObjectArgs;
import io.minio.StatObjectResponse;
import io.minio.messages.Item;
import io.minio.messages.ListBucketResultV2;
import java.security.ProviderException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/**
 * Amazon S3, MinIO or any store that speaks their protocol, by the MinIO SDK. One call is one request: retrying is left
 * to the caller, who alone knows how many attempts an image has. Objects are put whole, never in parts, so a reader
 * sees all of one or nothing; S3 allows that up to 5 GiB.
 *
 * <p>Keys are sent as they are, with spaces, {@code %}, {@code //} and {@code ../}; a store that has no such names
 * refuses them. Threads: any; network waits hold no platform thread. After {@link #close} calls answer {@code Stopping}.
 */
public final class MinioStore implements ObjectStore {
    private static final int PRECONDITION_FAILED = 412;
    private static final int NOT_IMPLEMENTED = 501;

    private final StoreConfig config;
    private final CallHeaders carried;
    private final OkHttpClient connections;
    private final MinioAsyncClient client;
    private volatile boolean closed;

    /** Throws {@link IllegalArgumentException} naming the file of {@link StoreConfig#tls} that cannot be used. */
    public MinioStore(StoreConfig config) {
        this(config, CallHeaders.NONE);
    }

    /** @param carried of calls for single objects */
    public MinioStore(StoreConfig config, CallHeaders carried) {
        this.config = config;
        this.carried = carried;
        connections = S3Connections.open(config);
        client = MinioAsyncClient.builder()
                .baseUrl(new LiteralKeyUrl(Objects.requireNonNull(HttpUrl.get(config.endpoint()))))
                .region(config.region())
                .credentialsProvider(new SigningKeys(config, connections))
                .httpClient(connections)
                .build();
        client.setRetry(null, 0L, 1);
    }

    @Override
    public Outcome<OpenObject> open(ObjectRef object) throws InterruptedException {
        CompletableFuture<GetObjectResponse> answer;
        try {
            answer = client.getObject(GetObjectArgs.builder()
                    .bucket(object.bucket()) // checked here, before the checks are switched off for the key's sake
                    .skipValidation(true)
                    .object(object.key())
                    .extraHeaders(carried.now())
                    .versionId(object.versionId().orElse(null))
                    .build());
        } catch (IllegalArgumentException e) {
            return Outcome.failed(new Failure.Refused(object, e.getMessage()));
        }
        try {
            return OpenResponse.of(answer.get(), object, config);
        } catch (ExecutionException | ProviderException e) {
            return Outcome.failed(failure(e, object));
        } catch (InterruptedException e) {
            // The answer may still come, and would hold a connection.
            var unused = answer.thenAccept(OpenResponse::discard);
            throw e;
        }
    }

    @Override
    public Outcome<Description> describe(ObjectRef object) throws InterruptedException {
        try {
            StatObjectResponse answer = client.statObject(StatObjectArgs.builder()
                            .bucket(object.bucket())
                            .skipValidation(true)
                            .object(object.key())
                            .extraHeaders(carried.now())
                            .versionId(object.versionId().orElse(null))
                            .build())
                    .get();
            Optional<String> version = OpenResponse.version(answer.versionId());
            return Outcome.done(
                    new Description(new ByteSize(answer.size()), OpenResponse.etag(answer.etag()), version));
        } catch (IllegalArgumentException e) {
            return Outcome.failed(new Failure.Refused(object, e.getMessage()));
        } catch (ExecutionException | ProviderException e) {
            return Outcome.failed(failure(e, object));
        }
    }

    @Override
    public Outcome<ObjectRef> put(ObjectRef target, String mediaType, Blob body) throws InterruptedException {
        try {
            return Outcome.done(stored(target, mediaType, body, new Http.Headers()));
        } catch (IllegalArgumentException e) {
            return Outcome.failed(new Failure.Refused(target, e.getMessage()));
        } catch (ExecutionException | ProviderException e) {
            return Outcome.failed(failure(e, target));
        }
    }

    @Override
    public Outcome<Optional<ObjectRef>> putIfAbsent(ObjectRef target, String mediaType, Blob body)
            throws InterruptedException {
        try {
            return Outcome.done(Optional.of(stored(target, mediaType, body, new Http.Headers("If-None-Match", "*"))));
        } catch (IllegalArgumentException e) {
            return Outcome.failed(new Failure.Refused(target, e.getMessage()));
        } catch (ExecutionException | ProviderException e) {
            return switch (StoreFailures.status(e)) {
                case PRECONDITION_FAILED -> Outcome.done(Optional.empty());
                case NOT_IMPLEMENTED -> put(target, mediaType, body).map(Optional::of);
                default -> Outcome.failed(failure(e, target));
            };
        }
    }

    private ObjectRef stored(ObjectRef target, String mediaType, Blob body, Http.Headers headers)
            throws InterruptedException, ExecutionException {
        var stored = client.putObject(PutObjectAPIArgs.builder()
                        .bucket(target.bucket())
                        .skipValidation(true)
                        .object(target.key())
                        .buffer(new BlobBuffer(body))
                        .contentType(mediaType)
                        .extraHeaders(carried.now())
                        .headers(headers)
                        .build())
                .get();
        return new ObjectRef(target.bucket(), target.key(), OpenResponse.version(stored.versionId()));
    }

    @Override
    public Outcome<Boolean> bucketExists(String bucket) throws InterruptedException {
        ObjectRef all = ObjectRef.of(bucket, "*"); // failures name objects
        try {
            BucketExistsArgs asked = BucketExistsArgs.builder().bucket(bucket).build();
            return Outcome.done(client.bucketExists(asked).get());
        } catch (IllegalArgumentException e) {
            return Outcome.failed(new Failure.Refused(all, e.getMessage()));
        } catch (ExecutionException | ProviderException e) {
            return Outcome.failed(failure(e, all));
        }
    }

    /**
     * An object as a listing tells of it.
     *
     * @param modified when it was written last, by the store's clock
     */
    public record Entry(String key, ByteSize size, Instant modified) {}

    /** A page of a listing; {@code next} as in {@link ObjectStore.Page}. */
    public record Entries(List<Entry> all, Optional<String> next) {
        public Entries {
            all = List.copyOf(all);
        }
    }

    @Override
    public Outcome<Page> list(String bucket, String prefix, Optional<String> after) throws InterruptedException {
        return entries(bucket, prefix, after)
                .map(page -> new Page(
                        page.all().stream().map(Entry::key).toList(),
                        page.next(),
                        page.all().stream()
                                .collect(Collectors.toMap(Entry::key, Entry::modified, (one, other) -> other))));
    }

    /** As {@link #list}, with all that a listing tells. */
    public Outcome<Entries> entries(String bucket, String prefix, Optional<String> after) throws InterruptedException {
        ObjectRef all = ObjectRef.of(bucket, prefix + "*");
        try {
            ListBucketResultV2 page = client.listObjectsV2(ListObjectsV2Args.builder()
                            .bucket(bucket)
                            .prefix(prefix)
                            .startAfter(after.orElse(null))
                            .encodingType("url") // XML has no way to write some letters of keys
                            .build())
                    .get()
                    .result();
            List<Entry> entries = new ArrayList<>();
            for (Item item : page.contents()) {
                item.setEncodingType(page.encodingType());
                entries.add(new Entry(
                        item.objectName(),
                        new ByteSize(item.size()),
                        item.lastModified().toInstant()));
            }
            boolean more = page.isTruncated() && !entries.isEmpty();
            return Outcome.done(
                    new Entries(entries, more ? Optional.of(entries.getLast().key()) : Optional.empty()));
        } catch (IllegalArgumentException e) {
            return Outcome.failed(new Failure.Refused(all, e.getMessage()));
        } catch (ExecutionException | ProviderException e) {
            return Outcome.failed(failure(e, all));
        }
    }

    @Override
    public Outcome<ObjectRef> delete(ObjectRef object) throws InterruptedException {
        try {
            var unused = client.removeObject(RemoveObjectArgs.builder()
                            .bucket(object.bucket())
                            .skipValidation(true)
                            .object(object.key())
                            .versionId(object.versionId().orElse(null))
                            .build())
                    .get();
            return Outcome.done(object);
        } catch (IllegalArgumentException e) {
            return Outcome.failed(new Failure.Refused(object, e.getMessage()));
        } catch (ExecutionException | ProviderException e) {
            return Outcome.failed(failure(e, object));
        }
    }

    private Failure failure(Exception e, ObjectRef object) {
        return closed ? new Failure.Stopping() : StoreFailures.of(e, object);
    }

    @Override
    public void close() {
        closed = true;
        S3Connections.close(connections);
    }
}
