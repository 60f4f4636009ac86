package io.kirinuki.local;

import com.google.common.primitives.UnsignedBytes;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAclRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAclResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Keeps objects of any key in a store of files, under the names of {@link FileNames}; lists them in S3's order. */
final class AnyKeyBlobStore extends ForwardingBlobStore {
    private static final Comparator<String> S3_ORDER = Comparator.comparing(
            name -> name.getBytes(StandardCharsets.UTF_8), UnsignedBytes.lexicographicalComparator());

    AnyKeyBlobStore(BlobStore files) {
        super(files);
    }

    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
        NavigableMap<String, Optional<S3Object>> entries = entries(request);
        String after = request.continuationToken() != null ? request.continuationToken() : request.startAfter();
        if (after != null) entries = entries.tailMap(after, false);
        int limit = request.maxKeys() == null ? Integer.MAX_VALUE : request.maxKeys();
        List<Map.Entry<String, Optional<S3Object>>> page =
                entries.entrySet().stream().limit(limit).toList();
        var response = ListObjectsV2Response.builder()
                .name(request.bucket())
                .prefix(request.prefix())
                .delimiter(request.delimiter())
                .maxKeys(request.maxKeys())
                .keyCount(page.size())
                .contents(page.stream()
                        .flatMap(entry -> entry.getValue().stream())
                        .toList())
                .commonPrefixes(page.stream()
                        .filter(entry -> entry.getValue().isEmpty())
                        .map(entry ->
                                CommonPrefix.builder().prefix(entry.getKey()).build())
                        .toList())
                .isTruncated(page.size() < entries.size());
        if (page.size() < entries.size() && !page.isEmpty()) {
            response.nextContinuationToken(page.getLast().getKey());
        }
        return response.build();
    }

    /**
     * All keys with the prefix; those that share a folder are one entry without an object. Every page reads the whole
     * folder, as the store of files itself does: encoded names are not in the order of keys.
     */
    private NavigableMap<String, Optional<S3Object>> entries(ListObjectsV2Request request) {
        String prefix = request.prefix() == null ? "" : request.prefix();
        String delimiter = request.delimiter() == null ? "" : request.delimiter();
        NavigableMap<String, Optional<S3Object>> entries = new TreeMap<>(S3_ORDER);
        var all = ListObjectsV2Request.builder()
                .bucket(request.bucket())
                .prefix(FileNames.ofPrefix(prefix))
                .build();
        for (S3Object file : super.list(all).contents()) {
            String key = FileNames.toKey(file.key());
            int end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
            if (end < 0) {
                entries.put(key, Optional.of(file.toBuilder().key(key).build()));
            } else {
                entries.put(key.substring(0, end + delimiter.length()), Optional.empty());
            }
        }
        return entries;
    }

    @Override
    public boolean blobExists(String bucket, String key) {
        return super.blobExists(bucket, FileNames.ofKey(key));
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream body) {
        return super.putBlob(
                request.toBuilder().key(FileNames.ofKey(request.key())).build(), body);
    }

    @Override
    public CopyObjectResponse copyBlob(CopyObjectRequest request) {
        return super.copyBlob(request.toBuilder()
                .sourceKey(FileNames.ofKey(request.sourceKey()))
                .destinationKey(FileNames.ofKey(request.destinationKey()))
                .build());
    }

    @Override
    public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
        return super.blobMetadata(
                request.toBuilder().key(FileNames.ofKey(request.key())).build());
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
        return super.getBlob(
                request.toBuilder().key(FileNames.ofKey(request.key())).build());
    }

    @Override
    public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
        return super.removeBlob(
                request.toBuilder().key(FileNames.ofKey(request.key())).build());
    }

    @Override
    public ObjectCannedACL getBlobAccess(String bucket, String key) {
        return super.getBlobAccess(bucket, FileNames.ofKey(key));
    }

    @Override
    public GetObjectAclResponse getBlobAcl(GetObjectAclRequest request) {
        return super.getBlobAcl(
                request.toBuilder().key(FileNames.ofKey(request.key())).build());
    }

    @Override
    public void setBlobAccess(String bucket, String key, ObjectCannedACL access) {
        super.setBlobAccess(bucket, FileNames.ofKey(key), access);
    }

    @Override
    public MultipartUpload initiateMultipartUpload(CreateMultipartUploadRequest request) {
        return super.initiateMultipartUpload(
                request.toBuilder().key(FileNames.ofKey(request.key())).build());
    }

    @Override
    public void abortMultipartUpload(MultipartUpload upload) {
        super.abortMultipartUpload(named(upload));
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
            MultipartUpload upload, CompleteMultipartUploadRequest request) {
        return super.completeMultipartUpload(
                named(upload),
                request.toBuilder().key(FileNames.ofKey(request.key())).build());
    }

    @Override
    public UploadPartResponse uploadMultipartPart(MultipartUpload upload, UploadPartRequest request, InputStream body) {
        return super.uploadMultipartPart(named(upload), request, body);
    }

    @Override
    public List<Part> listMultipartUpload(MultipartUpload upload) {
        return super.listMultipartUpload(named(upload));
    }

    @Override
    public List<software.amazon.awssdk.services.s3.model.MultipartUpload> listMultipartUploads(String bucket) {
        return super.listMultipartUploads(bucket).stream()
                .map(upload ->
                        upload.toBuilder().key(FileNames.toKey(upload.key())).build())
                .toList();
    }

    private static MultipartUpload named(MultipartUpload upload) {
        var request = upload.request().toBuilder()
                .key(FileNames.ofKey(upload.blobName()))
                .build();
        return new MultipartUpload(upload.id(), request, upload.response());
    }
}
