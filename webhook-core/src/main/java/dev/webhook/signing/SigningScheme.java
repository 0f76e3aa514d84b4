package dev.webhook.signing;

import java.util.regex.Pattern;

/**
 * The name of a way to sign webhooks, as it is stored with each key.
 *
 * <p>A name is either a lowercase token such as {@code v1}, or {@code hmac:<header>:<hash>:<encoding>} as
 * {@link #hmacHeader} makes it. A host that registers a {@link Signer} of its own picks a token for it.
 *
 * <p>Immutable and thread-safe.
 *
 * @param name the name; a token has 1 to 64 lowercase letters, digits, full stops, hyphens and underscores and starts
 *     with a letter or digit
 */
public record SigningScheme(String name) {

    private static final Pattern TOKEN = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    /** HMAC-SHA256 of Standard Webhooks 1.0; secrets are {@code whsec_} and base64 of 24 to 64 bytes. */
    public static final SigningScheme STANDARD = new SigningScheme("v1");

    /** Ed25519 of Standard Webhooks 1.0; secrets are {@code whsk_} and base64 of private and public key, 32 bytes each. */
    public static final SigningScheme ED25519 = new SigningScheme("v1a");

    /** HMAC-SHA256 of the body in {@code X-Hub-Signature-256}, as receivers of GitHub's webhooks check it. */
    public static final SigningScheme GITHUB = new SigningScheme("github");

    /** HMAC-SHA256 of time and body in {@code Stripe-Signature}, as receivers of Stripe's webhooks check it. */
    public static final SigningScheme STRIPE = new SigningScheme("stripe");

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if it has neither of the two forms above
     */
    public SigningScheme {
        if (name.startsWith(HmacHeader.PREFIX)) {
            try {
                HmacHeader.parse(name);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("signing scheme '" + name + "': " + e.getMessage(), e);
            }
        } else if (!TOKEN.matcher(name).matches()) {
            throw new IllegalArgumentException("signing scheme '" + name
                    + "' must be a lowercase token such as 'v1', or hmac:<header>:<hash>:<encoding>");
        }
    }

    /**
     * Returns the scheme that writes the HMAC of the raw body into a header of its own, for receivers that already
     * check such a header.
     *
     * <p>Any text is a secret for it; its UTF-8 bytes are the key.
     *
     * @param header the header's name, at most 64 characters, such as {@code X-Acme-Signature}
     * @throws IllegalArgumentException if {@code header} isn't a token of RFC 9110, or has a meaning of its own, such as
     *     {@code Host} or {@code webhook-id}
     */
    public static SigningScheme hmacHeader(String header, HmacHash hash, SignatureEncoding encoding) {
        return new SigningScheme(new HmacHeader(header, hash, encoding).schemeName());
    }

    @Override
    public String toString() {
        return name;
    }
}
