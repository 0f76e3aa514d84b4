package dev.webhook.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One answer of a {@link ScriptedReceiver}: a status, with headers and a body if wished, given once unless {@link
 * #times} says otherwise.
 *
 * <p>Immutable and thread-safe.
 */
public final class Answer {

    private final int status;
    private final Map<String, String> headers;
    private final String body;
    private final int times;
    private final boolean held;
    private final Duration drip;

    private Answer(int status, Map<String, String> headers, String body, int times, boolean held, Duration drip) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.times = times;
        this.held = held;
        this.drip = drip;
    }

    /**
     * Returns an answer with {@code status} and nothing else.
     *
     * @throws IllegalArgumentException if the status is not between 200 and 999
     */
    public static Answer answer(int status) {
        if (status < 200 || status > 999) {
            throw new IllegalArgumentException("status " + status + " must be between 200 and 999");
        }
        return new Answer(status, Map.of(), "", 1, false, Duration.ZERO);
    }

    /** Returns an answer that never comes: the connection is closed once the request is there. */
    public static Answer hangUp() {
        return new Answer(0, Map.of(), "", 1, false, Duration.ZERO);
    }

    /** Returns this answer with a header. */
    public Answer header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, more, body, times, held, drip);
    }

    /** Returns this answer with a body, sent as UTF-8. */
    public Answer body(String text) {
        return new Answer(status, headers, text, times, held, drip);
    }

    /**
     * Returns this answer, given {@code count} times in a row.
     *
     * @throws IllegalArgumentException if {@code count} is below 1
     */
    public Answer times(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("times " + count + " must be at least 1");
        }
        return new Answer(status, headers, body, count, held, drip);
    }

    /** Returns this answer, held back until {@link ScriptedReceiver#release()}; then it is given. */
    public Answer held() {
        return new Answer(status, headers, body, times, true, drip);
    }

    /** Returns this answer with its body sent byte by byte, one each {@code pause}. */
    public Answer drip(Duration pause) {
        return new Answer(status, headers, body, times, held, pause);
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    int times() {
        return times;
    }

    boolean isHangUp() {
        return status == 0;
    }

    boolean isHeld() {
        return held;
    }

    Duration drip() {
        return drip;
    }
}
