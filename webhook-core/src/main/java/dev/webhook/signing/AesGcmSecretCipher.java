package dev.webhook.signing;

import dev.webhook.signing.SecretDecryptionException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/** Stores secrets encrypted; form, key id and row identity are authenticated with them. */
final class AesGcmSecretCipher implements SecretCipher {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private final KeyRing keys;
    private final boolean readsPlainText;

    AesGcmSecretCipher(KeyRing keys, boolean readsPlainText) {
        this.keys = keys;
        this.readsPlainText = readsPlainText;
    }

    @Override
    public String encrypt(Secret secret, String rowIdentity) {
        StoredSecret.requireRow(rowIdentity);
        byte[] nonce = KeyMaterial.random(NONCE_BYTES);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keys.primaryId(), nonce, rowIdentity);
            byte[] content = KeyMaterial.concat(nonce, cipher.doFinal(secret.utf8()));
            return StoredSecret.aesHead(keys.primaryId())
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM can't encrypt with AES-256 in GCM", e);
        }
    }

    @Override
    public Secret decrypt(String stored, String rowIdentity) {
        StoredSecret.requireRow(rowIdentity);
        StoredSecret parsed = parse(stored);
        String keyId = parsed.keyId();
        return keyId == null ? parsed.secret() : decrypt(keyId, parsed.content(), rowIdentity);
    }

    private Secret decrypt(String keyId, String encoded, String rowIdentity) {
        byte[] content = content(encoded);
        try {
            byte[] nonce = Arrays.copyOf(content, NONCE_BYTES);
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, keyId, nonce, rowIdentity);
            byte[] text = cipher.doFinal(content, NONCE_BYTES, content.length - NONCE_BYTES);
            return StoredSecret.secret(new String(text, StandardCharsets.UTF_8));
        } catch (AEADBadTagException e) {
            throw new SecretDecryptionException(
                    Reason.NOT_AUTHENTIC,
                    "stored secret was changed, belongs to another row, or key '" + keyId + "' is another one by now");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM can't decrypt with AES-256 in GCM", e);
        }
    }

    private static byte[] content(String encoded) {
        byte[] content;
        try {
            content = Base64.getUrlDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            throw StoredSecret.malformed();
        }
        if (content.length <= NONCE_BYTES + TAG_BYTES) {
            throw StoredSecret.malformed();
        }
        return content;
    }

    private Cipher cipher(int mode, String keyId, byte[] nonce, String rowIdentity) throws GeneralSecurityException {
        SecretKey key = keys.key(keyId);
        if (key == null) {
            throw new SecretDecryptionException(
                    Reason.UNKNOWN_KEY,
                    "stored secret is encrypted under key '" + keyId + "', which isn't in the ring");
        }
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD((StoredSecret.aesHead(keyId) + rowIdentity).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    @Override
    public boolean needsReencryption(String stored) {
        return !keys.primaryId().equals(parse(stored).keyId());
    }

    @Override
    public @Nullable String keyId(String stored) {
        return parse(stored).keyId();
    }

    private StoredSecret parse(String stored) {
        StoredSecret parsed = StoredSecret.parse(stored);
        if (parsed.keyId() == null && !readsPlainText) {
            throw new SecretDecryptionException(
                    Reason.MALFORMED,
                    "stored secret is plain text; only SecretCipher.encryptingAfterPlainText reads it");
        }
        return parsed;
    }

    @Override
    public String toString() {
        return "SecretCipher[" + keys + "]";
    }
}
