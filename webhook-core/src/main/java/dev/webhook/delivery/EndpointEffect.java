package dev.webhook.delivery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an outcome does to its endpoint, beside the counts.
 *
 * <p>Immutable and thread-safe.
 *
 * @param parkFor for how long the endpoint asked to be left alone, or null
 * @param circuitOpenFor for how long its circuit was opened, zero if it was closed, or null if it stayed
 * @param gone whether it answered 410 Gone, which disables it
 */
public record EndpointEffect(
        @Nullable Duration parkFor, @Nullable Duration circuitOpenFor, boolean gone) {

    /** No effect. */
    public static final EndpointEffect NONE = new EndpointEffect(null, null, false);
}
