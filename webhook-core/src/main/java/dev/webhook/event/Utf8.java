package dev.webhook.event;

/**
 * The well-formed byte sequences of characters beyond ASCII: no overlong form, no surrogate, nothing above U+10FFFF
 * (Unicode, table 3-7).
 */
final class Utf8 {

    static final int MALFORMED = 0;

    private Utf8() {}

    /** Returns the length in bytes of the character beyond ASCII at {@code at}, or {@link #MALFORMED}. */
    static int lengthOfCharacter(byte[] text, int at) {
        int lead = text[at] & 0xFF;
        int length = lengthFor(lead);
        if (length == MALFORMED || length > text.length - at || !isSecond(lead, text[at + 1] & 0xFF)) {
            return MALFORMED;
        }
        for (int i = at + 2; i < at + length; i++) {
            if (!isContinuation(text[i])) {
                return MALFORMED;
            }
        }
        return length;
    }

    /** Returns whether {@code octet} goes on with a character rather than beginning one. */
    static boolean isContinuation(byte octet) {
        return (octet & 0xC0) == 0x80;
    }

    private static int lengthFor(int lead) {
        if (lead < 0xC2 || lead > 0xF4) {
            return MALFORMED;
        }
        if (lead < 0xE0) {
            return 2;
        }
        return lead < 0xF0 ? 3 : 4;
    }

    private static boolean isSecond(int lead, int second) {
        int lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        return second >= lowest && second <= highest;
    }
}
