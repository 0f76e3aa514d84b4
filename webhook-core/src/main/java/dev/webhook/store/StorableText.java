package dev.webhook.store;

import java.nio.charset.StandardCharsets;

/**
 * Text that every store keeps as it is: Unicode text without NUL, and without half of a surrogate pair, which would be
 * written as a question mark.
 *
 * <p>Stateless and thread-safe.
 */
public final class StorableText {

    /** What text must be, to end a sentence with. */
    public static final String RULE = "no NUL and no half of a surrogate pair";

    private StorableText() {}

    /** Tells whether {@code text} is such text. */
    public static boolean test(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
