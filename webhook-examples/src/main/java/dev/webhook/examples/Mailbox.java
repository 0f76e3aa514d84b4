package dev.webhook.examples;

import com.sun.net.httpserver.Headers;
import dev.webhook.signing.WebhookVerificationException;
import dev.webhook.signing.WebhookVerifier;

/** One path of the receiver: verifies what arrives, and is out of order for a while if told so. Thread-safe. */
final class Mailbox {

    private static final int TAKEN = 204;
    private static final int FORGED = 401;
    private static final int OUT_OF_ORDER = 503;

    private final String path;
    private final WebhookVerifier verifier;
    private int failuresLeft;
    private boolean mended;

    Mailbox(String path, WebhookVerifier verifier, int failures) {
        this.path = path;
        this.verifier = verifier;
        this.failuresLeft = failures;
    }

    synchronized void mend() {
        failuresLeft = 0;
        mended = true;
    }

    /** Decides what to answer. */
    Arrival receive(Headers headers, byte[] body) {
        boolean genuine = isGenuine(headers, body);
        int status = genuine ? answer() : FORGED;
        return new Arrival(path, String.valueOf(headers.getFirst("webhook-id")), genuine, status, isMended());
    }

    private boolean isGenuine(Headers headers, byte[] body) {
        try {
            verifier.verify(headers::getFirst, body);
            return true;
        } catch (WebhookVerificationException e) {
            return false;
        }
    }

    private synchronized int answer() {
        if (failuresLeft == 0) {
            return TAKEN;
        }
        failuresLeft--;
        return OUT_OF_ORDER;
    }

    private synchronized boolean isMended() {
        return mended;
    }
}
