package dev.webhook.http;

import java.io.IOException;

/** Carries an address policy's refusal out through OkHttp. */
final class BlockedException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    BlockedException(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
