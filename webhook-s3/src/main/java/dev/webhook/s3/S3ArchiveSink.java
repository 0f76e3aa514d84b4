package dev.webhook.s3;

import dev.webhook.retention.ArchiveSink;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Makes archive sinks that keep objects in a bucket of Amazon S3, or of a store that speaks its protocol.
 *
 * <p>Thread-safe.
 */
public final class S3ArchiveSink {

    private S3ArchiveSink() {}

    /**
     * Returns a builder of a sink in {@code bucket}, which exists. The client is yours: its region, credentials, HTTP
     * client, timeouts, retries and checksums, and closing it when the sink is no longer used. It must be allowed
     * {@code s3:GetObject}, {@code s3:PutObject}, {@code s3:AbortMultipartUpload} and {@code s3:ListBucket}.
     */
    public static Builder builder(S3Client client, String bucket) {
        return new Builder(client, bucket);
    }

    /**
     * Sets how objects are kept in the bucket.
     *
     * <p>Not thread-safe.
     */
    public static final class Builder {

        private static final int SMALLEST_PART_BYTES = 5 * 1024 * 1024;
        private static final int LARGEST_PART_BYTES = 1024 * 1024 * 1024;

        private final S3Client client;
        private final String bucket;
        private String prefix = "";
        private int partBytes = 16 * 1024 * 1024;

        private Builder(S3Client client, String bucket) {
            this.client = client;
            this.bucket = bucket;
        }

        /**
         * What all keys begin with, such as {@code webhooks/}; a key is the prefix, the table, a slash and the file. Set
         * it if the bucket holds other things too, or the archives of several databases. Defaults to nothing.
         */
        public Builder prefix(String prefix) {
            this.prefix = prefix;
            return this;
        }

        /**
         * How many bytes are sent at a time, 5 MiB to 1 GiB: each write holds as many in memory, and the largest object
         * has 10,000 times as many. Raise it for partitions above 156 GiB, compressed. Defaults to 16 MiB.
         */
        public Builder partBytes(int partBytes) {
            this.partBytes = partBytes;
            return this;
        }

        /**
         * Returns the sink. Nothing is sent yet.
         *
         * @throws IllegalArgumentException if the size of the parts is out of range or the bucket has no name
         */
        public ArchiveSink build() {
            if (partBytes < SMALLEST_PART_BYTES || partBytes > LARGEST_PART_BYTES) {
                throw new IllegalArgumentException("partBytes must be 5 MiB to 1 GiB: " + partBytes);
            }
            if (bucket.isBlank()) {
                throw new IllegalArgumentException("bucket must have a name");
            }
            return new Bucket(client, bucket, prefix, partBytes);
        }
    }
}
