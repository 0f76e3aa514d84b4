package dev.webhook.retention;

import java.util.regex.Pattern;

/**
 * How many bytes there are, and their SHA-256 in lower-case hexadecimal digits.
 *
 * <p>Immutable and thread-safe.
 */
public record Checksum(long bytes, String sha256) {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public Checksum {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must not be negative: " + bytes);
        }
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("sha256 must be 64 lower-case hexadecimal digits: " + sha256);
        }
    }
}
