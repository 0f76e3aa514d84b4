package dev.webhook.delivery;

import dev.webhook.http.HttpResult;
import dev.webhook.http.RetryAfter;
import java.time.Duration;
import java.time.Instant;

/**
 * Tells what an HTTP exchange means for a delivery. A pure function.
 *
 * <p>2xx takes it; every other status rejects it, 3xx included, which is never followed (Standard Webhooks 1.0).
 */
public final class OutcomeClassifier {

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVICE_UNAVAILABLE = 503;

    private OutcomeClassifier() {}

    /**
     * Returns the outcome of an exchange that ended at {@code now}.
     *
     * @throws IllegalArgumentException if the exchange was cancelled by the sender, which says nothing of the endpoint
     */
    public static Outcome classify(HttpResult result, Instant now) {
        if (result instanceof HttpResult.Response response) {
            return ofResponse(response, now);
        }
        if (result instanceof HttpResult.Unreachable unreachable) {
            if (unreachable.cause() == HttpResult.Cause.CANCELLED) {
                throw new IllegalArgumentException("a cancelled exchange has no outcome");
            }
            return new Outcome.Unreachable(unreachable.cause(), unreachable.message());
        }
        return new Outcome.Blocked(((HttpResult.Blocked) result).reason());
    }

    private static Outcome ofResponse(HttpResult.Response response, Instant now) {
        int status = response.status();
        if (status >= 200 && status < 300) {
            return new Outcome.Delivered(status);
        }
        boolean mayAskForTime = status == TOO_MANY_REQUESTS || status == SERVICE_UNAVAILABLE;
        Duration retryAfter = mayAskForTime
                ? response.header("Retry-After")
                        .flatMap(value -> RetryAfter.parse(value, now))
                        .filter(time -> !time.isZero())
                        .orElse(null)
                : null;
        return new Outcome.Rejected(status, retryAfter);
    }

    /**
     * Tells whether an outcome counts against the endpoint's circuit: unreachable, 5xx and 429 do; other answers show
     * an endpoint that works.
     */
    public static boolean isEndpointFailure(Outcome outcome) {
        if (outcome instanceof Outcome.Rejected rejected) {
            return rejected.status() >= 500 || rejected.status() == TOO_MANY_REQUESTS;
        }
        return outcome instanceof Outcome.Unreachable;
    }
}
