package dev.webhook.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * An object on its way to S3: sent whole if it fits into one part, else part by part. It appears by {@link #complete}
 * only; closed without, nothing of it stays.
 *
 * <p>Not thread-safe.
 */
final class Upload extends OutputStream {

    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;

    private final S3Client client;
    private final String bucket;
    private final String key;
    private final byte[] part;
    private final List<CompletedPart> sent = new ArrayList<>();
    private int length;
    private @Nullable String id;

    Upload(S3Client client, String bucket, String key, int partBytes) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.part = new byte[partBytes];
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int count) throws IOException {
        int from = offset;
        int left = count;
        while (left > 0) {
            if (length == part.length) {
                sendPart();
            }
            int fits = Math.min(left, part.length - length);
            System.arraycopy(buffer, from, part, length, fits);
            length += fits;
            from += fits;
            left -= fits;
        }
    }

    private void sendPart() throws IOException {
        String upload = id == null ? begin() : id;
        int number = sent.size() + 1;
        UploadPartResponse response = ask(() -> client.uploadPart(
                request -> request.bucket(bucket).key(key).uploadId(upload).partNumber(number), body()));
        sent.add(completed(number, response));
        length = 0;
    }

    private String begin() throws IOException {
        String begun = ask(() -> client.createMultipartUpload(
                        request -> request.bucket(bucket).key(key)))
                .uploadId();
        id = begun;
        return begun;
    }

    private RequestBody body() {
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(part, 0, length), length, "application/octet-stream");
    }

    private static CompletedPart completed(int number, UploadPartResponse response) {
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(response.eTag())
                .checksumCRC32(response.checksumCRC32())
                .checksumCRC32C(response.checksumCRC32C())
                .checksumSHA1(response.checksumSHA1())
                .checksumSHA256(response.checksumSHA256())
                .build();
    }

    /**
     * Makes the object appear.
     *
     * @param isTaken asks whether there is an object of this name by now
     * @return false if the name is taken
     */
    boolean complete(BooleanSupplier isTaken) throws IOException {
        try {
            if (id == null) {
                client.putObject(request -> request.bucket(bucket).key(key).ifNoneMatch("*"), body());
                return true;
            }
            sendPart();
            return !isTaken.getAsBoolean() && completeParts(id);
        } catch (S3Exception refused) {
            if (isTaken(refused, isTaken)) {
                return false;
            }
            throw new IOException(refused.getMessage(), refused);
        } catch (SdkException failed) {
            throw new IOException(failed.getMessage(), failed);
        }
    }

    /** A conflict is another request for this name, whose end decides. */
    private static boolean isTaken(S3Exception refused, BooleanSupplier asked) {
        return switch (refused.statusCode()) {
            case PRECONDITION_FAILED -> true;
            case CONFLICT -> asked.getAsBoolean();
            default -> false;
        };
    }

    private boolean completeParts(String upload) {
        client.completeMultipartUpload(request -> request.bucket(bucket)
                .key(key)
                .uploadId(upload)
                .ifNoneMatch("*")
                .multipartUpload(parts -> parts.parts(sent)));
        id = null;
        return true;
    }

    /** Drops parts that were sent and didn't become an object. What that fails to drop, a rule of the bucket must. */
    @Override
    public void close() throws IOException {
        String upload = id;
        if (upload != null) {
            id = null;
            ask(() -> client.abortMultipartUpload(
                    request -> request.bucket(bucket).key(key).uploadId(upload)));
        }
    }

    private static <T> T ask(Supplier<T> question) throws IOException {
        try {
            return question.get();
        } catch (SdkException failed) {
            throw new IOException(failed.getMessage(), failed);
        }
    }
}
