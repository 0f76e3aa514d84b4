package dev.webhook.signing;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Signs in Stripe's format: HMAC-SHA256 over {@code timestamp.body}, keyed by the whole text of the secret. */
final class StripeSigner implements Signer {

    static final String HEADER = "Stripe-Signature";

    private static final int NEW_KEY_BYTES = 32;

    @Override
    public Map<String, String> sign(String messageId, Instant timestamp, byte[] body, List<Secret> secrets) {
        String seconds = Long.toString(timestamp.getEpochSecond());
        String entries = KeyMaterial.requireSome(secrets).stream()
                .map(secret -> ",v1=" + signature(secret, seconds, body))
                .collect(Collectors.joining());
        return Map.of(HEADER, "t=" + seconds + entries);
    }

    static String signature(Secret secret, String seconds, byte[] body) {
        byte[] head = (seconds + ".").getBytes(StandardCharsets.US_ASCII);
        return SignatureEncoding.HEX.encode(HmacHash.SHA256.mac(secret.utf8(), head, body));
    }

    @Override
    public void validate(Secret secret) {
        // a Secret is never empty, and every other text is a key
    }

    @Override
    public Secret generate() {
        return Secret.of("whsec_" + HexFormat.of().formatHex(KeyMaterial.random(NEW_KEY_BYTES)));
    }
}
