package dev.webhook.signing;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The headers and the signed content of Standard Webhooks 1.0. */
final class StandardWebhooks {

    static final String ID = "webhook-id";
    static final String TIMESTAMP = "webhook-timestamp";
    static final String SIGNATURE = "webhook-signature";

    /** Visible ASCII without the full stop, which parts id, time and body in the signed content. */
    private static final Pattern MESSAGE_ID = Pattern.compile("[\\x21-\\x2d\\x2f-\\x7e]{1,255}");

    private StandardWebhooks() {}

    static boolean isMessageId(String id) {
        return MESSAGE_ID.matcher(id).matches();
    }

    static String requireMessageId(String id) {
        if (!isMessageId(id)) {
            throw new IllegalArgumentException(
                    "message id must have 1 to 255 visible ASCII characters and no full stop (Standard Webhooks 1.0)");
        }
        return id;
    }

    /** Returns what is signed before the body. */
    static byte[] signedHead(String id, String timestamp) {
        return (id + "." + timestamp + ".").getBytes(StandardCharsets.US_ASCII);
    }
}
