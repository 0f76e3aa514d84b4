package dev.webhook.endpoint;

/**
 * A search for a substring in linear time whatever the texts (Knuth, Morris, Pratt): with {@link String#contains} a
 * hostile pair of filter and data would cost the product of their lengths.
 *
 * <p>Immutable and thread-safe.
 */
final class TextSearch {

    private final String wanted;
    private final int[] fallbacks;

    TextSearch(String wanted) {
        this.wanted = wanted;
        this.fallbacks = new int[wanted.length()];
        int matched = 0;
        for (int i = 1; i < wanted.length(); i++) {
            matched = advance(matched, wanted.charAt(i));
            fallbacks[i] = matched;
        }
    }

    /** Returns whether {@code text} contains the wanted text. */
    boolean isIn(String text) {
        int matched = 0;
        for (int i = 0; i < text.length() && matched < wanted.length(); i++) {
            matched = advance(matched, text.charAt(i));
        }
        return matched == wanted.length();
    }

    private int advance(int matched, char next) {
        int length = matched;
        while (length > 0 && wanted.charAt(length) != next) {
            length = fallbacks[length - 1];
        }
        return wanted.charAt(length) == next ? length + 1 : length;
    }
}
