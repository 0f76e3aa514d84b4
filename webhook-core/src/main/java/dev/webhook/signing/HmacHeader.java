package dev.webhook.signing;

/** What a scheme named {@code hmac:<header>:<hash>:<encoding>} says. */
record HmacHeader(String header, HmacHash hash, SignatureEncoding encoding) {

    static final String PREFIX = "hmac:";

    HmacHeader {
        if (!HeaderName.isToken(header)) {
            throw new IllegalArgumentException("the header name must be a token of RFC 9110 of at most "
                    + HeaderName.MAX_LENGTH + " characters, such as X-Acme-Signature");
        }
        if (HeaderName.isTaken(header) || header.equalsIgnoreCase(StandardWebhooks.SIGNATURE)) {
            throw new IllegalArgumentException(
                    "header '" + header + "' has another meaning, use a name of its own such as X-Acme-Signature");
        }
    }

    static HmacHeader parse(String schemeName) {
        String[] parts = schemeName.substring(PREFIX.length()).split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException(
                    "it must have the form hmac:<header>:<hash>:<encoding>, such as hmac:X-Acme-Signature:sha256:hex");
        }
        return new HmacHeader(parts[0], HmacHash.ofToken(parts[1]), SignatureEncoding.ofToken(parts[2]));
    }

    String schemeName() {
        return PREFIX + header + ":" + hash.token() + ":" + encoding.token();
    }
}
