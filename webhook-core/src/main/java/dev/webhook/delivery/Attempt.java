package dev.webhook.delivery;

import dev.webhook.http.EndpointUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP exchange for a delivery, as it is on record.
 *
 * <p>Immutable and thread-safe.
 *
 * @param deliveryId the delivery
 * @param number 1 for the delivery's first attempt; numbers have no gaps
 * @param outcome how it ended
 * @param requestUrl where the request went
 * @param requestHeaders what it carried, without credentials and what the operator leaves out
 * @param response what the endpoint answered, or null if no answer came
 * @param sentAt when the attempt began
 * @param took from then until its end
 */
public record Attempt(
        DeliveryId deliveryId,
        int number,
        Outcome outcome,
        EndpointUrl requestUrl,
        Map<String, String> requestHeaders,
        @Nullable AttemptResponse response,
        Instant sentAt,
        Duration took) {

    public Attempt {
        requestHeaders = Map.copyOf(requestHeaders);
    }

    /** Returns when the answer was there, or null if none came. */
    public @Nullable Instant receivedAt() {
        return response == null ? null : sentAt.plus(took);
    }

    /** Names the exchange only, since headers and bodies may hold what is not for logs. */
    @Override
    public String toString() {
        return "Attempt[" + number + " to " + requestUrl + ", " + outcome + ", " + took.toMillis() + " ms]";
    }
}
