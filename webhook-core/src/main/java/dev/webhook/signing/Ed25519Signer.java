package dev.webhook.signing;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Signs by {@code v1a} of Standard Webhooks 1.0: Ed25519 over {@code id.timestamp.body}. */
final class Ed25519Signer implements Signer {

    static final String ENTRY_PREFIX = "v1a,";

    private static final byte[] NOTHING = {};

    @Override
    public Map<String, String> sign(String messageId, Instant timestamp, byte[] body, List<Secret> secrets) {
        byte[] head = StandardWebhooks.signedHead(
                StandardWebhooks.requireMessageId(messageId), Long.toString(timestamp.getEpochSecond()));
        String entries = KeyMaterial.requireSome(secrets).stream()
                .map(Ed25519Key::privateKey)
                .map(key -> ENTRY_PREFIX + SignatureEncoding.BASE64.encode(Ed25519Key.sign(key, head, body)))
                .collect(Collectors.joining(" "));
        return Map.of(StandardWebhooks.SIGNATURE, entries);
    }

    /** Also checks that the two halves belong together, else no receiver could verify what is signed. */
    @Override
    public void validate(Secret secret) {
        PrivateKey privateKey = Ed25519Key.privateKey(secret);
        PublicKey publicKey = Ed25519Key.publicKey(Ed25519Key.publicText(secret));
        byte[] signed = Ed25519Key.sign(privateKey, NOTHING, NOTHING);
        if (!Ed25519Key.verifies(publicKey, NOTHING, NOTHING, signed)) {
            throw new IllegalArgumentException(
                    "secret for scheme 'v1a' must hold a private key and its public key; these don't belong together");
        }
    }

    @Override
    public Secret generate() {
        return Ed25519Key.generate();
    }
}
