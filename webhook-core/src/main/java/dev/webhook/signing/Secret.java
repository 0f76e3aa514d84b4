package dev.webhook.signing;

import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A text that must stay secret, such as the signing secret of an endpoint.
 *
 * <p>Only {@link #reveal()} gives the text away: {@link #toString()} hides it, {@link #hashCode()} doesn't depend on it,
 * and {@link #equals(Object)} takes the same time wherever two texts of equal length differ.
 *
 * <p>Immutable and thread-safe.
 */
public final class Secret {

    /** The longest secret in UTF-16 characters: room for the bearer tokens of large identity providers. */
    public static final int MAX_LENGTH = 4_096;

    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    /**
     * Returns the secret {@code text}.
     *
     * @throws IllegalArgumentException if {@code text} is empty, longer than {@value #MAX_LENGTH} characters, or holds a
     *     NUL or half a surrogate pair, which a database or UTF-8 couldn't keep; the message doesn't show the text
     */
    public static Secret of(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("secret is empty, it must have 1 to " + MAX_LENGTH + " characters");
        }
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "secret has " + text.length() + " characters, at most " + MAX_LENGTH + " are allowed");
        }
        CharsetEncoder utf8 = StandardCharsets.UTF_8.newEncoder();
        if (text.indexOf('\0') >= 0 || !utf8.canEncode(text)) {
            throw new IllegalArgumentException("secret must be Unicode text without NUL and unpaired surrogates");
        }
        return new Secret(text);
    }

    /** Returns the secret text. Whoever asks must neither log it nor put it into an exception. */
    public String reveal() {
        return text;
    }

    byte[] utf8() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(utf8(), secret.utf8());
    }

    /** Returns the same number for every secret, so that none can be guessed from it. */
    @Override
    public int hashCode() {
        return 1;
    }

    /** Returns a fixed text that doesn't depend on the secret. */
    @Override
    public String toString() {
        return "Secret[hidden]";
    }
}
