package dev.webhook.endpoint;

import dev.webhook.signing.Secret;
import dev.webhook.store.StorableText;

/**
 * How a request shows that it comes from the owner of the endpoint, beside its signature.
 *
 * <p>Implementations are immutable and thread-safe; none prints its secret.
 */
public sealed interface Authentication {

    /** No {@code Authorization} header is sent. */
    Authentication NONE = new None();

    /** No {@code Authorization} header is sent. */
    record None() implements Authentication {}

    /**
     * {@code Authorization: Bearer …} (RFC 6750).
     *
     * @param token the token: letters, digits and {@code -._~+/}, then perhaps {@code =}
     */
    record Bearer(Secret token) implements Authentication {

        public Bearer {
            if (!token.reveal().matches("[A-Za-z0-9\\-._~+/]+=*")) {
                throw new IllegalArgumentException("bearer token must consist of letters, digits and -._~+/,"
                        + " with = only at its end (RFC 6750)");
            }
        }
    }

    /**
     * {@code Authorization: Basic …} (RFC 7617), in UTF-8.
     *
     * @param user the user name, without a colon or control characters
     * @param password the password, without control characters
     */
    record Basic(String user, Secret password) implements Authentication {

        public Basic {
            if (!StorableText.test(user)) {
                throw new IllegalArgumentException("basic authentication needs a user name with " + StorableText.RULE);
            }
            if (user.indexOf(':') >= 0 || hasControl(user) || hasControl(password.reveal())) {
                throw new IllegalArgumentException("basic authentication needs a user name without a colon, and neither"
                        + " name nor password may hold control characters (RFC 7617)");
            }
        }

        private static boolean hasControl(String text) {
            return text.chars().anyMatch(Character::isISOControl);
        }
    }
}
