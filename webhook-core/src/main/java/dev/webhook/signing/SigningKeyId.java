package dev.webhook.signing;

import java.util.Objects;
import java.util.UUID;

/**
 * The id of a signing key: a UUID that says nothing about the key.
 *
 * <p>Immutable and thread-safe.
 */
public record SigningKeyId(UUID value) implements Comparable<SigningKeyId> {

    private static final int TEXT_LENGTH = 36;

    public SigningKeyId {
        Objects.requireNonNull(value, "value");
    }

    /** Returns a new random id. */
    public static SigningKeyId random() {
        return new SigningKeyId(UUID.randomUUID());
    }

    /**
     * Returns the id that {@link #toString()} wrote.
     *
     * @throws IllegalArgumentException if {@code text} is not a UUID of {@value #TEXT_LENGTH} characters
     */
    public static SigningKeyId parse(String text) {
        if (text.length() != TEXT_LENGTH) {
            throw new IllegalArgumentException(
                    "signing key id has " + text.length() + " characters, a UUID has " + TEXT_LENGTH);
        }
        UUID id = UUID.fromString(text);
        // the JDK reads groups of other lengths too
        if (!id.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException("signing key id is not in the form of a UUID, such as " + id);
        }
        return new SigningKeyId(id);
    }

    @Override
    public int compareTo(SigningKeyId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
