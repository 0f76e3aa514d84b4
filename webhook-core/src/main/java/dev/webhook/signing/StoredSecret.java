package dev.webhook.signing;

import dev.webhook.signing.SecretDecryptionException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * A stored value taken apart: {@code plain:<text>}, or {@code aes1:<key id>:<nonce, cipher text and tag in base64url>}.
 *
 * @param keyId the key's id, null for plain text
 */
record StoredSecret(@Nullable String keyId, String content) {

    private static final String PLAIN = "plain:";
    private static final String AES = "aes1:";

    static StoredSecret parse(String stored) {
        if (stored.startsWith(PLAIN)) {
            return new StoredSecret(null, stored.substring(PLAIN.length()));
        }
        int end = stored.indexOf(':', AES.length());
        if (!stored.startsWith(AES) || end < 0) {
            throw malformed();
        }
        String keyId = stored.substring(AES.length(), end);
        if (!KeyRing.isKeyId(keyId)) {
            throw malformed();
        }
        return new StoredSecret(keyId, stored.substring(end + 1));
    }

    static String plain(Secret secret) {
        return PLAIN + secret.reveal();
    }

    /** Returns what stands before the encrypted content. */
    static String aesHead(String keyId) {
        return AES + keyId + ":";
    }

    static SecretDecryptionException malformed() {
        return new SecretDecryptionException(
                Reason.MALFORMED, "stored secret must have the form plain:<text> or aes1:<key id>:<base64url>");
    }

    Secret secret() {
        return secret(content);
    }

    static Secret secret(String text) {
        try {
            return Secret.of(text);
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
    }

    static void requireRow(String rowIdentity) {
        if (rowIdentity.isEmpty()) {
            throw new IllegalArgumentException(
                    "row identity is empty, it must name table, row and column, such as webhooks/<id>/secret");
        }
    }

    @Override
    public String toString() {
        return "StoredSecret[keyId=" + keyId + "]";
    }
}
