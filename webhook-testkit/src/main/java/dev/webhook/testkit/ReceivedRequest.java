package dev.webhook.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request as a {@link ScriptedReceiver} got it.
 *
 * <p>Immutable and thread-safe.
 */
public final class ReceivedRequest {

    private final String method;
    private final String path;
    private final Map<String, List<String>> headers;
    private final byte[] body;
    private final Instant receivedAt;

    ReceivedRequest(String method, String path, Map<String, List<String>> headers, byte[] body, Instant receivedAt) {
        Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        this.method = method;
        this.path = path;
        this.headers = Collections.unmodifiableMap(copy);
        this.body = body;
        this.receivedAt = receivedAt;
    }

    /** Returns the method, such as {@code POST}. */
    public String method() {
        return method;
    }

    /** Returns path and query as they were sent, such as {@code /hooks?a=b}. */
    public String path() {
        return path;
    }

    /** Returns the headers by name, regardless of case; unmodifiable. */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** Returns the first value of the header {@code name}, regardless of case. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name, List.of()).stream().findFirst();
    }

    /** Returns a copy of the body's bytes. */
    public byte[] body() {
        return body.clone();
    }

    /** Returns the body, read as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Returns when the whole request was there, by this machine's clock. */
    public Instant receivedAt() {
        return receivedAt;
    }

    @Override
    public String toString() {
        return method + " " + path + ", " + body.length + " bytes at " + receivedAt;
    }
}
