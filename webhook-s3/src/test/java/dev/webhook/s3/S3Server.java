package dev.webhook.s3;

import java.net.URI;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** S3Proxy: a server for S3's protocol in this JVM, with signed requests, multipart uploads and conditional puts. */
final class S3Server {

    private static final String USER = "archivist";
    private static final String PASSWORD = "canary-of-the-archivist";

    private final BlobStoreContext storage;
    private final S3Proxy proxy;

    S3Server() throws Exception {
        storage = ContextBuilder.newBuilder("transient-nio2")
                .credentials(USER, PASSWORD)
                .build(BlobStoreContext.class);
        proxy = S3Proxy.builder()
                .blobStore(storage.getBlobStore())
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, USER, PASSWORD)
                .build();
        proxy.start();
    }

    /** It doesn't know the newer checksum headers, so clients leave them out, as they must for many stores. */
    S3Client client() {
        return S3Client.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + proxy.getPort()))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClient(new OneAtATime(UrlConnectionHttpClient.create()))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(USER, PASSWORD)))
                .build();
    }

    void stop() throws Exception {
        proxy.stop();
        storage.close();
    }
}
