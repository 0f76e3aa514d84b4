package dev.webhook.jdbi;

import dev.webhook.signing.SecretCipher;

/** Turns rows of endpoints into endpoints and back. Thread-safe. */
final class EndpointRows {

    private final SecretCipher secrets;

    EndpointRows(SecretCipher secrets) {
        this.secrets = secrets;
    }
}
