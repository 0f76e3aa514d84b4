package dev.webhook.signing;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Writes the HMAC of the raw body into one header. Any text is a secret; its UTF-8 bytes are the key. */
final class BodyHmacSigner implements Signer {

    static final BodyHmacSigner GITHUB = new BodyHmacSigner(
            new HmacHeader("X-Hub-Signature-256", HmacHash.SHA256, SignatureEncoding.HEX), "sha256=");

    private static final int NEW_KEY_BYTES = 32;

    private final HmacHeader format;
    private final String valuePrefix;

    private BodyHmacSigner(HmacHeader format, String valuePrefix) {
        this.format = format;
        this.valuePrefix = valuePrefix;
    }

    static BodyHmacSigner of(HmacHeader format) {
        return new BodyHmacSigner(format, "");
    }

    @Override
    public Map<String, String> sign(String messageId, Instant timestamp, byte[] body, List<Secret> secrets) {
        return Map.of(header(), value(KeyMaterial.newest(secrets), body));
    }

    String header() {
        return format.header();
    }

    String value(Secret secret, byte[] body) {
        return valuePrefix + format.encoding().encode(format.hash().mac(secret.utf8(), body));
    }

    String normalize(String received) {
        return format.encoding().normalize(received);
    }

    @Override
    public void validate(Secret secret) {
        // a Secret is never empty, and every other text is a key
    }

    @Override
    public Secret generate() {
        return Secret.of(HexFormat.of().formatHex(KeyMaterial.random(NEW_KEY_BYTES)));
    }
}
