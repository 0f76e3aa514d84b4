package dev.webhook.signing;

import dev.webhook.signing.WebhookVerificationException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.regex.Pattern;

/** Decides whether the timestamp of a webhook is near enough to the receiver's clock. */
record Freshness(Duration tolerance, InstantSource clock) {

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");

    Freshness {
        if (tolerance.isNegative() || tolerance.isZero()) {
            throw new IllegalArgumentException("tolerance is " + tolerance + ", it must be longer than zero");
        }
    }

    /** Returns the instant of {@code seconds}, the text of header {@code name}. */
    Instant require(String seconds, String name) {
        if (!SECONDS.matcher(seconds).matches()) {
            throw new WebhookVerificationException(
                    Reason.MALFORMED_TIMESTAMP, "the timestamp in " + name + " must be Unix seconds, 1 to 12 digits");
        }
        Instant timestamp = Instant.ofEpochSecond(Long.parseLong(seconds));
        Duration age = Duration.between(timestamp, clock.instant());
        if (age.compareTo(tolerance) > 0) {
            throw new WebhookVerificationException(Reason.TOO_OLD, "the webhook is older than " + tolerance);
        }
        if (age.negated().compareTo(tolerance) > 0) {
            throw new WebhookVerificationException(
                    Reason.TOO_NEW, "the webhook is more than " + tolerance + " in the future");
        }
        return timestamp;
    }
}
