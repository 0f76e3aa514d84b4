package dev.webhook.signing;

import dev.webhook.signing.WebhookVerificationException.Reason;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;

/** Verifies {@code v1} and {@code v1a} of Standard Webhooks 1.0; each kind of key only matches its own kind of entry. */
final class StandardCheck implements SignatureCheck {

    /** The length of an entry of scheme {@code v1a}: its prefix and 64 bytes in base64. */
    private static final int ED25519_ENTRY_LENGTH =
            Ed25519Signer.ENTRY_PREFIX.length() + (Ed25519Key.SIGNATURE_BYTES + 2) / 3 * 4;

    private final List<byte[]> secrets;
    private final List<PublicKey> publicKeys;

    StandardCheck(List<String> keys) {
        secrets = keys.stream()
                .filter(text -> !isPublic(text))
                .map(Secret::of)
                .map(StandardSigner::key)
                .toList();
        publicKeys = keys.stream()
                .filter(StandardCheck::isPublic)
                .map(Ed25519Key::publicKey)
                .toList();
    }

    private static boolean isPublic(String key) {
        return key.startsWith(Ed25519Key.PUBLIC_PREFIX);
    }

    @Override
    public VerifiedWebhook verify(ReceivedHeaders headers, byte[] body, Freshness freshness) {
        String id = headers.get(StandardWebhooks.ID);
        if (!StandardWebhooks.isMessageId(id)) {
            throw new WebhookVerificationException(
                    Reason.MALFORMED_ID,
                    StandardWebhooks.ID + " must have 1 to 255 visible ASCII characters and no full stop");
        }
        String seconds = headers.get(StandardWebhooks.TIMESTAMP);
        List<String> entries = headers.entries(StandardWebhooks.SIGNATURE, " ").toList();
        Instant timestamp = freshness.require(seconds, StandardWebhooks.TIMESTAMP);
        byte[] head = StandardWebhooks.signedHead(id, seconds);
        if (!hmacMatches(entries, head, body) && !ed25519Matches(entries, head, body)) {
            throw SignatureCheck.noMatch(StandardWebhooks.SIGNATURE);
        }
        return new VerifiedWebhook(id, timestamp);
    }

    private boolean hmacMatches(List<String> entries, byte[] head, byte[] body) {
        return secrets.stream()
                .map(key -> StandardSigner.entry(key, head, body))
                .anyMatch(expected -> entries.stream().anyMatch(entry -> SignatureCheck.same(expected, entry)));
    }

    private boolean ed25519Matches(List<String> entries, byte[] head, byte[] body) {
        List<byte[]> signatures = entries.stream().map(StandardCheck::signature).toList();
        return publicKeys.stream()
                .anyMatch(key -> signatures.stream()
                        .filter(signature -> signature.length > 0)
                        .anyMatch(signature -> Ed25519Key.verifies(key, head, body, signature)));
    }

    /** Returns the bytes of an entry of scheme {@code v1a}, none for any other entry. */
    private static byte[] signature(String entry) {
        if (entry.startsWith(Ed25519Signer.ENTRY_PREFIX) && entry.length() == ED25519_ENTRY_LENGTH) {
            try {
                return KeyMaterial.decode(
                        Ed25519Signer.ENTRY_PREFIX, Ed25519Key.SIGNATURE_BYTES, Ed25519Key.SIGNATURE_BYTES, entry);
            } catch (IllegalArgumentException e) {
                return new byte[0];
            }
        }
        return new byte[0];
    }
}
