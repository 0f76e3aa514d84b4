package dev.webhook.signing;

import dev.webhook.signing.SecretDecryptionException.Reason;
import org.jspecify.annotations.Nullable;

/** Stores secrets as they are. */
final class PlainTextSecretCipher implements SecretCipher {

    static final PlainTextSecretCipher INSTANCE = new PlainTextSecretCipher();

    private PlainTextSecretCipher() {}

    @Override
    public String encrypt(Secret secret, String rowIdentity) {
        StoredSecret.requireRow(rowIdentity);
        return StoredSecret.plain(secret);
    }

    @Override
    public Secret decrypt(String stored, String rowIdentity) {
        StoredSecret.requireRow(rowIdentity);
        return requirePlain(stored).secret();
    }

    @Override
    public boolean needsReencryption(String stored) {
        requirePlain(stored);
        return false;
    }

    @Override
    public @Nullable String keyId(String stored) {
        return requirePlain(stored).keyId();
    }

    private static StoredSecret requirePlain(String stored) {
        StoredSecret parsed = StoredSecret.parse(stored);
        if (parsed.keyId() != null) {
            throw new SecretDecryptionException(
                    Reason.UNKNOWN_KEY,
                    "stored secret is encrypted under key '" + parsed.keyId() + "', but no key ring is configured");
        }
        return parsed;
    }

    @Override
    public String toString() {
        return "SecretCipher[plain text]";
    }
}
