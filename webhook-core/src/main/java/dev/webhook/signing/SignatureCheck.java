package dev.webhook.signing;

import dev.webhook.signing.WebhookVerificationException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Verifies webhooks of one scheme. */
interface SignatureCheck {

    /** Returns what the signature vouches for, or throws {@link WebhookVerificationException}. */
    VerifiedWebhook verify(ReceivedHeaders headers, byte[] body, Freshness freshness);

    /** Compares in a time that doesn't depend on where the two differ. */
    static boolean same(String expected, String received) {
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8), received.getBytes(StandardCharsets.UTF_8));
    }

    static WebhookVerificationException noMatch(String header) {
        return new WebhookVerificationException(
                Reason.NO_MATCHING_SIGNATURE, "no signature in " + header + " matches the message");
    }
}
