package dev.webhook.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import okhttp3.Headers;
import okhttp3.ResponseBody;
import okio.BufferedSource;

/** Makes a {@link HttpResult.Response} of what a receiver sent, none of which is trusted. */
final class Answer {

    private static final int MAX_HEADERS = 128;
    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f-\\x9f]");

    private Answer() {}

    /** Returns the answer with the body's first {@code limit} bytes. */
    static HttpResult of(Attempt attempt, ResponseBody body, int limit) {
        BufferedSource source = body.source();
        boolean more = mayHoldMoreThan(limit, source);
        byte[] bytes = take(source, limit);
        return of(attempt, text(bytes), more);
    }

    /** Returns the answer whose body was lost. */
    static HttpResult withoutBody(Attempt attempt) {
        return of(attempt, "", true);
    }

    private static HttpResult of(Attempt attempt, String body, boolean truncated) {
        int status = attempt.status();
        if (status < 100 || status > 999) {
            return new HttpResult.Unreachable(
                    HttpResult.Cause.IO,
                    "the answer's status " + status + " is not HTTP",
                    attempt.took(),
                    attempt.phases());
        }
        return new HttpResult.Response(
                status, headers(attempt.headers()), body, truncated, attempt.took(), attempt.phases());
    }

    /** Reads up to one byte more than {@code limit}; what came before the body broke off stays readable. */
    private static boolean mayHoldMoreThan(int limit, BufferedSource body) {
        try {
            return body.request(limit + 1L);
        } catch (IOException | RuntimeException e) {
            return true;
        }
    }

    private static byte[] take(BufferedSource body, int limit) {
        try {
            return body.getBuffer()
                    .readByteArray(Math.min(limit, body.getBuffer().size()));
        } catch (IOException e) {
            throw new IllegalStateException("a buffer in memory fails", e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).replace('\0', '\ufffd');
    }

    private static Map<String, List<String>> headers(Headers received) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(received.size(), MAX_HEADERS); i++) {
            headers.computeIfAbsent(oneLine(received.name(i)), name -> new ArrayList<>(1))
                    .add(oneLine(received.value(i)));
        }
        return headers;
    }

    private static String oneLine(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return CONTROL.matcher(text).replaceAll("\ufffd");
            }
        }
        return text;
    }
}
