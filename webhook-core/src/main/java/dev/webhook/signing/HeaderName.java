package dev.webhook.signing;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Says which header names a signature may stand in. */
final class HeaderName {

    static final int MAX_LENGTH = 64;

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1," + MAX_LENGTH + "}");
    private static final Pattern VALUE = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?");

    private static final Set<String> TAKEN = Set.of(
            "accept-encoding",
            "authorization",
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "cookie",
            "date",
            "expect",
            "host",
            "keep-alive",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent",
            StandardWebhooks.ID,
            StandardWebhooks.TIMESTAMP);

    private HeaderName() {}

    /** Tells whether {@code name} is a token of RFC 9110, section 5.6.2, of bounded length. */
    static boolean isToken(String name) {
        return TOKEN.matcher(name).matches();
    }

    /** Tells whether {@code name} has a meaning that a signature must not overwrite. */
    static boolean isTaken(String name) {
        return TAKEN.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Tells whether {@code value} is printable ASCII without space at its ends. */
    static boolean isValue(String value) {
        return VALUE.matcher(value).matches();
    }
}
