package dev.webhook.signing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a verified signature vouches for besides the body.
 *
 * <p>Values that a scheme doesn't sign are null, even if the request has a header for them, since anybody could have
 * changed it on the way.
 *
 * <p>Immutable and thread-safe.
 *
 * @param id the message's id, the same on every attempt, by which to drop repeats; null unless the scheme signs it
 * @param timestamp the time of the attempt, to the second; null unless the scheme signs it
 */
public record VerifiedWebhook(@Nullable String id, @Nullable Instant timestamp) {}
