package dev.webhook.s3;

import dev.webhook.retention.ArchiveSink;
import dev.webhook.retention.ObjectName;
import dev.webhook.store.StoreUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Keeps an object under the key {@code prefix + folder + "/" + file}.
 *
 * <p>That no object is overwritten is S3's own promise, by {@code If-None-Match: *}. A look beforehand saves the sending
 * where the name is taken, and is all there is on servers that don't know the condition.
 *
 * <p>Thread-safe.
 */
final class Bucket implements ArchiveSink {

    private final S3Client client;
    private final String bucket;
    private final String prefix;
    private final int partBytes;

    Bucket(S3Client client, String bucket, String prefix, int partBytes) {
        this.client = client;
        this.bucket = bucket;
        this.prefix = prefix;
        this.partBytes = partBytes;
    }

    @Override
    public boolean put(ObjectName name, Content content) {
        if (exists(name)) {
            return false;
        }
        try (Upload upload = new Upload(client, bucket, key(name), partBytes)) {
            content.writeTo(upload);
            return upload.complete(() -> exists(name));
        } catch (IOException failed) {
            throw new StoreUnavailableException(name + " can't be written: " + failed.getMessage(), failed);
        }
    }

    private boolean exists(ObjectName name) {
        return ask(name.toString(), () -> {
            try {
                client.headObject(request -> request.bucket(bucket).key(key(name)));
                return true;
            } catch (NoSuchKeyException missing) {
                return false;
            }
        });
    }

    @Override
    public Optional<InputStream> open(ObjectName name) {
        return ask(name.toString(), () -> {
            try {
                return Optional.of(new Download(
                        client.getObject(request -> request.bucket(bucket).key(key(name)))));
            } catch (NoSuchKeyException missing) {
                return Optional.empty();
            }
        });
    }

    @Override
    public List<ObjectName> list(String folder) {
        if (!ObjectName.isValid(folder)) {
            return List.of();
        }
        String start = prefix + folder + "/";
        return ask(
                folder,
                () -> client
                        .listObjectsV2Paginator(
                                request -> request.bucket(bucket).prefix(start))
                        .contents()
                        .stream()
                        .map(S3Object::key)
                        .map(key -> key.substring(start.length()))
                        .filter(ObjectName::isValid)
                        .map(file -> new ObjectName(folder, file))
                        .sorted()
                        .toList());
    }

    private String key(ObjectName name) {
        return prefix + name;
    }

    private static <T> T ask(String what, Supplier<T> question) {
        try {
            return question.get();
        } catch (SdkException failed) {
            throw new StoreUnavailableException("S3 doesn't give " + what + ": " + failed.getMessage(), failed);
        }
    }
}
