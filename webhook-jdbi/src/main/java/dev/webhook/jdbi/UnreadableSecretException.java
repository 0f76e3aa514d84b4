package dev.webhook.jdbi;

import dev.webhook.signing.SecretDecryptionException;

/** A value of an endpoint's row can't be decrypted; the message names its place and the key it is encrypted under. */
final class UnreadableSecretException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    UnreadableSecretException(String place, SecretDecryptionException cause) {
        super(place + " can't be read: " + cause.getMessage(), cause);
    }
}
