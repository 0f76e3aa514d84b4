package dev.webhook.delivery;

import dev.webhook.http.EndpointUrl;
import dev.webhook.http.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP exchange as the worker reports it: with an age in the place of a time, so that the store sets the time by
 * its own clock.
 *
 * <p>Immutable and thread-safe.
 *
 * @param number the attempt's number
 * @param outcome how it ended
 * @param requestUrl where the request went
 * @param requestHeaders what it carried, as far as it is kept
 * @param response what the endpoint answered, as far as it is kept, or null if no answer came
 * @param took from the attempt's beginning until its end
 * @param phases what of that each phase took, as far as it happened and is known; told to listeners, not kept
 * @param age from the attempt's beginning until the report was handed to the store
 */
public record AttemptReport(
        int number,
        Outcome outcome,
        EndpointUrl requestUrl,
        Map<String, String> requestHeaders,
        @Nullable AttemptResponse response,
        Duration took,
        Map<Phase, Duration> phases,
        Duration age) {

    public AttemptReport {
        requestHeaders = Map.copyOf(requestHeaders);
        phases = Map.copyOf(phases);
    }

    /** Returns this report as it is handed to the store {@code age} after the attempt's beginning. */
    public AttemptReport aged(Duration age) {
        return new AttemptReport(number, outcome, requestUrl, requestHeaders, response, took, phases, age);
    }

    /** Returns the attempt as a store whose clock says {@code now} keeps it. */
    public Attempt at(DeliveryId delivery, Instant now) {
        return new Attempt(delivery, number, outcome, requestUrl, requestHeaders, response, now.minus(age), took);
    }

    /** Names the exchange only, since headers and bodies may hold what is not for logs. */
    @Override
    public String toString() {
        return "AttemptReport[" + number + " to " + requestUrl + ", " + outcome + ", " + took.toMillis() + " ms]";
    }
}
