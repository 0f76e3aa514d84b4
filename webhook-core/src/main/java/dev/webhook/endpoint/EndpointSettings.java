package dev.webhook.endpoint;

import dev.webhook.event.PayloadFormat;
import dev.webhook.http.Cidr;
import dev.webhook.http.CustomHeaders;
import dev.webhook.http.EndpointUrl;
import dev.webhook.retry.RetryPolicy;
import dev.webhook.store.StorableText;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of an endpoint sets.
 *
 * <p>Immutable and thread-safe.
 *
 * @param url where requests go
 * @param enabled the owner's switch; while off, nothing is delivered and waiting deliveries become dead letters
 * @param description a note of the owner, or null
 * @param timeout the deadline of an attempt in whole seconds, from 1 s up to the dispatcher's maximum
 * @param retryPolicy when a failed attempt is made again, and how often
 * @param eventFilters what every event must be like, beside the subscriptions, or null
 * @param ipAllowlist the only addresses that may be connected to; empty allows all that the address policy allows
 * @param authentication how requests show whom they come from
 * @param rateLimitPerMinute the most attempts in any 60 s, at least 1; empty for no limit
 * @param maxInFlight the most attempts at a time, over all nodes, at least 1
 * @param headers headers of the owner's own
 * @param payloadFormat how the body is made
 */
public record EndpointSettings(
        EndpointUrl url,
        boolean enabled,
        @Nullable String description,
        Duration timeout,
        RetryPolicy retryPolicy,
        @Nullable EventFilters eventFilters,
        List<Cidr> ipAllowlist,
        Authentication authentication,
        OptionalInt rateLimitPerMinute,
        int maxInFlight,
        CustomHeaders headers,
        PayloadFormat payloadFormat) {

    /** The timeout of an endpoint that sets none. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    /** The most attempts at a time of an endpoint that sets none. */
    public static final int DEFAULT_MAX_IN_FLIGHT = 16;

    /** The longest description in characters. */
    public static final int MAX_DESCRIPTION_LENGTH = 4_096;

    /**
     * Checks the settings against each other's bounds.
     *
     * @throws IllegalArgumentException naming every mistake
     */
    public EndpointSettings {
        ipAllowlist = List.copyOf(ipAllowlist);
        List<String> problems = new ArrayList<>();
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || !timeout.equals(timeout.truncatedTo(ChronoUnit.SECONDS))) {
            problems.add("timeout must be whole seconds, at least 1 s, not " + timeout);
        }
        if (rateLimitPerMinute.isPresent() && rateLimitPerMinute.getAsInt() < 1) {
            problems.add("rateLimitPerMinute must be at least 1, not " + rateLimitPerMinute.getAsInt()
                    + "; pause the endpoint to send nothing");
        }
        if (maxInFlight < 1) {
            problems.add("maxInFlight must be at least 1, not " + maxInFlight);
        }
        if (description != null && description.length() > MAX_DESCRIPTION_LENGTH) {
            problems.add("description must have at most " + MAX_DESCRIPTION_LENGTH + " characters, not "
                    + description.length());
        }
        if (description != null && !StorableText.test(description)) {
            problems.add("description must have " + StorableText.RULE);
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** Returns the settings of an endpoint at {@code url} with every default. */
    public static EndpointSettings of(EndpointUrl url) {
        return new EndpointSettings(
                url,
                true,
                null,
                DEFAULT_TIMEOUT,
                RetryPolicy.exponential(),
                null,
                List.of(),
                Authentication.NONE,
                OptionalInt.empty(),
                DEFAULT_MAX_IN_FLIGHT,
                CustomHeaders.none(),
                PayloadFormat.STANDARD_1);
    }

    /** Returns these settings without credentials and headers, which a deleted endpoint doesn't keep. */
    public EndpointSettings withoutCredentials() {
        return new EndpointSettings(
                url,
                enabled,
                description,
                timeout,
                retryPolicy,
                eventFilters,
                ipAllowlist,
                Authentication.NONE,
                rateLimitPerMinute,
                maxInFlight,
                CustomHeaders.none(),
                payloadFormat);
    }
}
