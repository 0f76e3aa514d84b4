package dev.webhook.signing;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A secret of an endpoint together with the scheme it signs by and the time it is good for.
 *
 * <p>To rotate, add a new key and let the old one expire after an overlap in which both sign. {@link #toString()} hides
 * the secret.
 *
 * <p>Immutable and thread-safe.
 *
 * @param id names the key to operators
 * @param scheme how the key signs
 * @param secret the secret; {@link Signers#validate} checks that it fits the scheme
 * @param createdAt when the key was made; of several keys the one made last is the newest
 * @param expiresAt the first instant at which the key no longer signs, or null if it signs for good
 */
public record SigningKey(
        SigningKeyId id,
        SigningScheme scheme,
        Secret secret,
        Instant createdAt,
        @Nullable Instant expiresAt) {

    public SigningKey {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(scheme, "scheme");
        Objects.requireNonNull(secret, "secret");
        Objects.requireNonNull(createdAt, "createdAt");
    }

    /** Returns a key with a new id that doesn't expire. */
    public static SigningKey of(SigningScheme scheme, Secret secret, Instant createdAt) {
        return new SigningKey(SigningKeyId.random(), scheme, secret, createdAt, null);
    }

    /**
     * Tells whether the key has not expired at {@code now}.
     *
     * <p>The time of making doesn't matter: a node whose clock is behind must not leave out a key made a moment ago.
     */
    public boolean validAt(Instant now) {
        return expiresAt == null || now.isBefore(expiresAt);
    }

    /** Returns this key with {@code end} as the first instant at which it no longer signs. */
    public SigningKey expiringAt(Instant end) {
        return new SigningKey(id, scheme, secret, createdAt, end);
    }

    /**
     * Returns the text to hand to receivers so that they can verify without knowing the secret: {@code whpk_} and the
     * base64 form of the public key for {@link SigningScheme#ED25519}, null for the other schemes.
     *
     * @throws IllegalArgumentException if the scheme has public keys and the secret doesn't fit it
     */
    public @Nullable String publicKey() {
        return scheme.equals(SigningScheme.ED25519) ? Ed25519Key.publicText(secret) : null;
    }
}
