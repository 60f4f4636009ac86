package io.kirinuki.local;

import io.kirinuki.store.StoreConfig;
import io.minio.BucketExistsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.errors.MinioException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** A Kafka broker and an S3 server for tests, wherever they run. */
interface Servers extends AutoCloseable {
    /** {@code host:port}. */
    String bootstrap();

    /** Where the store is, and keys that it knows. */
    StoreConfig store();

    @Override
    void close();

    default void createTopic(String name, int partitions) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                    .all()
                    .get();
        }
    }

    /** Makes the bucket unless it is there. */
    default void createBucket(String name) throws MinioException {
        createBucket(store(), name);
    }

    /** Likewise, where nothing but a store is. */
    static void createBucket(StoreConfig store, String name) throws MinioException {
        try (MinioClient client = MinioClient.builder()
                .endpoint(store.endpoint().toString())
                .region(store.region())
                .credentials(store.accessKey(), store.secretKey())
                .build()) {
            if (!client.bucketExists(BucketExistsArgs.builder().bucket(name).build())) {
                client.makeBucket(MakeBucketArgs.builder().bucket(name).build());
            }
        } catch (MinioException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("bucket " + name + " cannot be made", e);
        }
    }
}
