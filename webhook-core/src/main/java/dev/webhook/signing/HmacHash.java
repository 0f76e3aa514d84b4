package dev.webhook.signing;

import java.util.Arrays;

/**
 * The hash function beneath an HMAC (RFC 2104).
 *
 * <p>SHA-1 is left out on purpose; a receiver that still needs it is served by a {@link Signer} of the host's own.
 *
 * <p>Immutable and thread-safe.
 */
public enum HmacHash {
    /** HMAC-SHA256: 32 bytes. */
    SHA256("sha256"),
    /** HMAC-SHA512: 64 bytes. */
    SHA512("sha512");

    private static final ThreadMac HMAC_SHA256 = new ThreadMac("HmacSHA256");
    private static final ThreadMac HMAC_SHA512 = new ThreadMac("HmacSHA512");

    private final String token;

    HmacHash(String token) {
        this.token = token;
    }

    /** Returns the word by which a scheme's name calls this hash, such as {@code sha256}. */
    public String token() {
        return token;
    }

    static HmacHash ofToken(String token) {
        return Arrays.stream(values())
                .filter(hash -> hash.token.equals(token))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the hash must be sha256 or sha512"));
    }

    /** Returns the HMAC of {@code parts}, one after the other. */
    byte[] mac(byte[] key, byte[]... parts) {
        return (this == SHA256 ? HMAC_SHA256 : HMAC_SHA512).mac(key, parts);
    }
}
