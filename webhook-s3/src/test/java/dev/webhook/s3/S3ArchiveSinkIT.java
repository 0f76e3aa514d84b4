package dev.webhook.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.webhook.retention.ArchiveSink;
import dev.webhook.retention.ObjectName;
import dev.webhook.store.StoreUnavailableException;
import dev.webhook.testkit.contract.ArchiveSinkContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

class S3ArchiveSinkIT extends ArchiveSinkContract {

    private static final int SMALLEST_PART = 5 * 1024 * 1024;
    private static final String PREFIX = "webhooks/";

    private static S3Server server;
    private static S3Client client;
    private static int buckets;

    private String bucket;
    private ArchiveSink sink;

    @BeforeAll
    static void startServer() throws Exception {
        server = new S3Server();
        client = server.client();
    }

    @AfterAll
    static void stopServer() throws Exception {
        client.close();
        server.stop();
    }

    @BeforeEach
    void makeSink() {
        bucket = "archive-" + ++buckets;
        client.createBucket(request -> request.bucket(bucket));
        sink = S3ArchiveSink.builder(client, bucket)
                .prefix(PREFIX)
                .partBytes(SMALLEST_PART)
                .build();
    }

    @AfterEach
    void noUnfinishedUploadIsLeft() {
        assertThat(client.listMultipartUploads(request -> request.bucket(bucket))
                        .uploads())
                .isEmpty();
    }

    @Override
    protected ArchiveSink sink() {
        return sink;
    }

    @Override
    protected void replace(ObjectName name, byte[] bytes) {
        client.putObject(request -> request.bucket(bucket).key(PREFIX + name), RequestBody.fromBytes(bytes));
    }

    @Test
    void keysBeginWithThePrefix() {
        sink.put(new ObjectName("events", "one"), out -> out.write(1));

        assertThat(client.listObjectsV2(request -> request.bucket(bucket)).contents())
                .extracting(S3Object::key)
                .containsExactly("webhooks/events/one");
    }

    @Test
    void aSinkIsMadeAsTheDocumentationSays() {
        client.createBucket(request -> request.bucket("acme-archive"));
        // snippet: s3-sink
        ArchiveSink sink = S3ArchiveSink.builder(client, "acme-archive")
                .prefix("webhooks/")
                .build();
        // end
        assertThat(sink.put(new ObjectName("events", "one"), out -> out.write(1)))
                .isTrue();
    }

    @Test
    void foldersBelowAFolderAreNotListed() {
        replace(new ObjectName("events", "one"), new byte[1]);
        client.putObject(
                request -> request.bucket(bucket).key(PREFIX + "events/below/two"), RequestBody.fromBytes(new byte[1]));

        assertThat(sink.list("events")).containsExactly(new ObjectName("events", "one"));
    }

    @Test
    void moreObjectsThanOneAnswerHoldsAreListed() {
        for (int i = 0; i < 1_001; i++) {
            replace(new ObjectName("events", "p." + i), new byte[0]);
        }

        assertThat(sink.list("events")).hasSize(1_001).isSorted();
    }

    @Test
    void aMultipleOfThePartSizeIsStoredWhole() {
        for (int parts = 1; parts <= 2; parts++) {
            ObjectName name = new ObjectName("events", "parts." + parts);
            byte[] bytes = new byte[parts * SMALLEST_PART];
            sink.put(name, out -> out.write(bytes));

            assertThat(client.headObject(request -> request.bucket(bucket).key(PREFIX + name))
                            .contentLength())
                    .isEqualTo(bytes.length);
        }
    }

    @Test
    void aBucketThatIsNotThereIsUnavailable() {
        ArchiveSink lost = S3ArchiveSink.builder(client, "no-such-bucket").build();
        ObjectName name = new ObjectName("events", "one");

        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> lost.put(name, out -> out.write(1)));
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> lost.list("events"));
    }

    @Test
    void aSizeOutOfRangeAndABucketWithoutANameAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S3ArchiveSink.builder(client, bucket)
                        .partBytes(SMALLEST_PART - 1)
                        .build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S3ArchiveSink.builder(client, bucket)
                        .partBytes(1024 * 1024 * 1024 + 1)
                        .build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> S3ArchiveSink.builder(client, " ").build());
    }
}
