package dev.webhook.http;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * A request body that OkHttp may send once: it never repeats such a request, neither after 408, 421 or 503 nor when a
 * connection breaks.
 */
final class OneShotBody extends RequestBody {

    /** How much is handed over at a time: a sink copies all it is given before it sends any. */
    private static final int SLICE = 8 * 1024;

    private final byte[] bytes;

    OneShotBody(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns null: the content type is one of the request's headers. */
    @Override
    public @Nullable MediaType contentType() {
        return null;
    }

    @Override
    public long contentLength() {
        return bytes.length;
    }

    @Override
    public boolean isOneShot() {
        return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
        for (int at = 0; at < bytes.length; at += SLICE) {
            sink.write(bytes, at, Math.min(SLICE, bytes.length - at));
        }
    }
}
