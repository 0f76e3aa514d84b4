package dev.webhook.delivery;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint answered, as far as it is kept.
 *
 * <p>Immutable and thread-safe.
 *
 * @param status the HTTP status
 * @param headers the headers, without those the operator leaves out
 * @param body the body's beginning as text, or null if bodies are not kept
 */
public record AttemptResponse(
        int status,
        Map<String, List<String>> headers,
        @Nullable String body) {

    public AttemptResponse {
        headers = Map.copyOf(headers);
    }

    /** Names the status only, since headers and body may hold what is not for logs. */
    @Override
    public String toString() {
        return "AttemptResponse[" + status + "]";
    }
}
