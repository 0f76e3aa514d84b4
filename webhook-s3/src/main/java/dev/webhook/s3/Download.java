package dev.webhook.s3;

import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The bytes of an object. Closed before its end it drops the connection, where the SDK would read the rest.
 *
 * <p>Not thread-safe.
 */
final class Download extends InputStream {

    private final ResponseInputStream<?> response;
    private boolean ended;

    Download(ResponseInputStream<?> response) {
        this.response = response;
    }

    @Override
    public int read() throws IOException {
        byte[] octet = new byte[1];
        return read(octet, 0, 1) < 0 ? -1 : octet[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            int read = response.read(buffer, offset, length);
            ended |= read < 0;
            return read;
        } catch (SdkException failed) {
            throw new IOException(failed.getMessage(), failed);
        }
    }

    @Override
    public void close() throws IOException {
        if (ended) {
            response.close();
        } else {
            response.abort();
        }
    }
}
