package dev.webhook.signing;

import java.time.Instant;
import java.util.List;

/** Verifies {@code Stripe-Signature}. Only {@code t} and {@code v1} are read, so that nobody can ask for a weaker form. */
final class StripeCheck implements SignatureCheck {

    private static final String TIME = "t=";
    private static final String SIGNATURE = "v1=";

    private final List<Secret> secrets;

    StripeCheck(List<Secret> secrets) {
        this.secrets = secrets;
    }

    @Override
    public VerifiedWebhook verify(ReceivedHeaders headers, byte[] body, Freshness freshness) {
        List<String> entries = headers.entries(StripeSigner.HEADER, ",").toList();
        String seconds = values(entries, TIME).stream().findFirst().orElse("");
        Instant timestamp = freshness.require(seconds, StripeSigner.HEADER);
        List<String> signatures = values(entries, SIGNATURE);
        boolean matches = secrets.stream()
                .map(secret -> StripeSigner.signature(secret, seconds, body))
                .anyMatch(expected -> signatures.stream().anyMatch(value -> SignatureCheck.same(expected, value)));
        if (!matches) {
            throw SignatureCheck.noMatch(StripeSigner.HEADER);
        }
        return new VerifiedWebhook(null, timestamp);
    }

    private static List<String> values(List<String> entries, String key) {
        return entries.stream()
                .filter(entry -> entry.startsWith(key))
                .map(entry -> entry.substring(key.length()))
                .toList();
    }
}
