package dev.webhook.signing;

import org.jspecify.annotations.Nullable;

/**
 * The form in which secrets are stored.
 *
 * <p>A stored value belongs to its row: it is read with the same row identity with which it was written, so that a value
 * that is copied into another row is refused. Values hold ASCII and at most 17,000 characters if encrypted, else the
 * secret's own characters and six more.
 *
 * <p>Implementations are immutable and thread-safe.
 */
public sealed interface SecretCipher permits AesGcmSecretCipher, PlainTextSecretCipher {

    /**
     * Returns a cipher that encrypts with AES-256 in GCM (NIST SP 800-38D: random 96-bit nonce, 128-bit tag) under the
     * ring's primary key, and reads what was encrypted under any key of the ring. Up to 2³² values may be encrypted
     * under one key.
     */
    static SecretCipher encrypting(KeyRing keys) {
        return new AesGcmSecretCipher(keys, false);
    }

    /**
     * Returns a cipher as {@link #encrypting} that also reads plain text, for the time in which a database that was
     * started with {@link #plainText()} is encrypted. Don't keep it: whoever can write to the database can put a secret
     * of his own there.
     */
    static SecretCipher encryptingAfterPlainText(KeyRing keys) {
        return new AesGcmSecretCipher(keys, true);
    }

    /** Returns a cipher that doesn't encrypt: whoever can read the database or a backup of it knows all secrets. */
    static SecretCipher plainText() {
        return PlainTextSecretCipher.INSTANCE;
    }

    /**
     * Returns the form in which {@code secret} is stored. Two calls return different texts if it is encrypted.
     *
     * @param rowIdentity names table, row and column for good, such as {@code webhooks/<id>/secret}; not empty
     * @throws IllegalArgumentException if {@code rowIdentity} is empty
     */
    String encrypt(Secret secret, String rowIdentity);

    /**
     * Returns the secret that was stored as {@code stored}.
     *
     * @param rowIdentity the identity given to {@link #encrypt}
     * @throws SecretDecryptionException if the value can't be read; see its reasons
     * @throws IllegalArgumentException if {@code rowIdentity} is empty
     */
    Secret decrypt(String stored, String rowIdentity);

    /**
     * Tells whether {@code stored} should be decrypted and encrypted again, because it isn't encrypted under the primary
     * key. Whether it is authentic is not checked.
     *
     * @throws SecretDecryptionException if the value doesn't have a form that this cipher reads
     */
    boolean needsReencryption(String stored);

    /**
     * Returns the id of the key under which {@code stored} is encrypted, be it in the ring or not; null for plain text.
     * While a row has a key's id, the key must not leave the ring.
     *
     * @throws SecretDecryptionException if the value doesn't have a form that this cipher reads
     */
    @Nullable
    String keyId(String stored);
}
