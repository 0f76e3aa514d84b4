package dev.webhook.signing;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Signs by {@code v1} of Standard Webhooks 1.0: HMAC-SHA256 over {@code id.timestamp.body}. */
final class StandardSigner implements Signer {

    static final String SECRET_PREFIX = "whsec_";

    private static final int MIN_KEY_BYTES = 24;
    private static final int MAX_KEY_BYTES = 64;
    private static final int NEW_KEY_BYTES = 32;

    @Override
    public Map<String, String> sign(String messageId, Instant timestamp, byte[] body, List<Secret> secrets) {
        byte[] head = StandardWebhooks.signedHead(
                StandardWebhooks.requireMessageId(messageId), Long.toString(timestamp.getEpochSecond()));
        String entries = KeyMaterial.requireSome(secrets).stream()
                .map(secret -> entry(key(secret), head, body))
                .collect(Collectors.joining(" "));
        return Map.of(StandardWebhooks.SIGNATURE, entries);
    }

    static byte[] key(Secret secret) {
        try {
            return KeyMaterial.decode(SECRET_PREFIX, MIN_KEY_BYTES, MAX_KEY_BYTES, secret.reveal());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("secret for scheme 'v1' " + e.getMessage(), e);
        }
    }

    static String entry(byte[] key, byte[] head, byte[] body) {
        return "v1," + SignatureEncoding.BASE64.encode(HmacHash.SHA256.mac(key, head, body));
    }

    @Override
    public void validate(Secret secret) {
        key(secret);
    }

    @Override
    public Secret generate() {
        return Secret.of(KeyMaterial.encode(SECRET_PREFIX, KeyMaterial.random(NEW_KEY_BYTES)));
    }
}
